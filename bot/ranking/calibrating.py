"""Scores turned into probabilities that mean something, learnt from phrasings scored unseen."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

_ROUNDS = 25
# After a step so small the next would be less than a thousandth.
_NEAR = 0.05
_LITTLE = 0.1
_LEAP = 2.0
_SOME = 8
_PENALTY = 1.0
# Questions looked at together: bounds the memory, and stays in the processor's cache.
_CHUNK = 256


def standardised(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    """z-scores over the topics (the last axis), so that scorers of different scales add up."""
    centred = np.asarray(scores, np.float64)
    centred = centred - (np.add.reduce(centred, -1) / centred.shape[-1])[..., None]
    # Plain sums: np.mean and np.std take three times as long on a single row.
    spread = np.sqrt(np.add.reduce(centred * centred, -1) / centred.shape[-1]) + 1e-6
    return np.asarray(centred / spread[..., None])


def softmax(logits: NDArray[np.floating]) -> NDArray[np.float32]:
    """Probabilities over the last axis; six single digits say enough, in a sixth of the time."""
    chances = (logits - np.maximum.reduce(logits, -1, keepdims=True)).astype(np.float32)
    np.exp(chances, out=chances)
    chances /= np.add.reduce(chances, -1, keepdims=True)
    return chances


class Blend:
    """Scorers added up: logits are sums of their scores, weighed so that softmax is most likely
    to have said what is right (conditional logit, McFadden 1974; Newton's method)."""

    def __init__(self, parts: Sequence[NDArray[np.floating]], labels: NDArray[np.int32]) -> None:
        """`parts`: a matrix (questions, topics) of each scorer; `labels`: the right topics."""
        self.weights: Vector = np.ones(len(parts))
        # Some questions tell soon about where all of them lead to.
        for step in (_SOME, 1):
            self._lead([part[::step] for part in parts], labels[::step])

    def _lead(self, parts: Sequence[NDArray[np.floating]], labels: NDArray[np.int32]) -> None:
        """The weights from where they are to where these questions want them."""
        chunks = [slice(at, at + _CHUNK) for at in range(0, len(labels), _CHUNK)]
        for _ in range(_ROUNDS):
            slope, curve = _LITTLE * self.weights, _LITTLE * np.eye(len(parts))
            for chunk in chunks:
                tilt, bend = self._bent([part[chunk] for part in parts], labels[chunk])
                slope, curve = slope + tilt, curve + bend
            step = self._step(slope, curve)
            # Where softmax is right already the curve is flat, and a whole step leaps away.
            self.weights = np.maximum(self.weights - np.clip(step, -_LEAP, _LEAP), 0.0)
            if np.abs(step).max() < _NEAR:
                break

    def _step(self, slope: Vector, curve: NDArray[np.float64]) -> Vector:
        """Newton's step; a weight that 0 holds stays out of it, or the others' would be beside the
        mark, and two steps might undo each other for ever."""
        free = (self.weights > 0) | (slope < 0)
        step = np.zeros(len(slope))
        for _ in slope:
            step[free] = np.linalg.solve(curve[np.ix_(free, free)], slope[free])
            held = free & (self.weights == 0) & (step > 0)
            free &= ~held
            step[held] = 0.0
            if not held.any():
                break
        return step

    def _bent(
        self, parts: Sequence[NDArray[np.floating]], labels: NDArray[np.int32]
    ) -> tuple[Vector, Vector]:
        """First and second derivative of the loss by the weights, over these questions."""
        scores = np.array(parts, np.float32)
        weights = self.weights.astype(np.float32)
        chances = softmax(np.tensordot(weights, scores, 1))
        held = [chances * part for part in scores]
        mean = np.array([part.sum(axis=1) for part in held])
        right = np.array([part[np.arange(len(labels)), labels] for part in scores])
        square = np.array([[np.vdot(part, other) for other in scores] for part in held])
        return (mean - right).sum(axis=1), square - mean @ mean.T

    def logits(
        self, parts: Sequence[NDArray[np.floating]] | NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """The weighed sum, shape of one part."""
        stacked = np.asarray(parts, np.float64)
        summed = self.weights @ stacked.reshape(len(stacked), -1)
        return np.asarray(summed.reshape(stacked.shape[1:]))


class Logistic:
    """P(yes | features), fitted by Newton's method with a small ridge; features standardised."""

    def __init__(
        self, features: NDArray[np.float64], truth: NDArray[np.bool_], weights: Vector
    ) -> None:
        mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
        design = np.concatenate([np.ones((len(features), 1)), (features - mean) / spread], axis=1)
        found = np.zeros(design.shape[1])
        penalty = np.full(design.shape[1], _PENALTY)
        penalty[0] = 1e-6
        for _ in range(_ROUNDS):
            chance = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
            slope = design.T @ (weights * (chance - truth)) + penalty * found
            bend = weights * chance * (1 - chance)
            found -= np.linalg.solve((design * bend[:, None]).T @ design + np.diag(penalty), slope)
        self.weights = found[1:] / spread
        self.start = float(found[0] - self.weights @ mean)

    def chance(self, features: Vector) -> float:
        """P(yes) for one row of features."""
        logit = self.start + float(features @ self.weights)
        return 1 / (1 + math.exp(-min(max(logit, -30.0), 30.0)))
