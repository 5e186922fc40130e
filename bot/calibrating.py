"""Scores turned into probabilities that mean something, learnt from phrasings scored unseen."""

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

_TEMPERATURES = np.geomspace(0.5, 16.0, 16)
_ROUNDS = 25
_PENALTY = 1.0


def standardised(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    """z-scores over the topics (the last axis), so that scorers of different scales add up."""
    centred = scores - scores.mean(axis=-1, keepdims=True)
    spread = scores.std(axis=-1, keepdims=True) + 1e-6
    return np.asarray(centred / spread, np.float64)


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities over the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))


def temperature(z: NDArray[np.float64], labels: NDArray[np.int32]) -> float:
    """The factor that makes softmax(factor * z) most likely to have said `labels`."""
    at = np.arange(len(labels))
    losses = [-np.log(softmax(t * z)[at, labels] + 1e-12).mean() for t in _TEMPERATURES]
    return float(_TEMPERATURES[int(np.argmin(losses))])


class Logistic:
    """P(yes | features), fitted by Newton's method with a small ridge; features standardised."""

    def __init__(
        self, features: NDArray[np.float64], truth: NDArray[np.bool_], weights: Vector
    ) -> None:
        self._mean = features.mean(axis=0)
        self._spread = features.std(axis=0) + 1e-9
        design = self._design(features)
        self._weights = np.zeros(design.shape[1])
        penalty = np.full(design.shape[1], _PENALTY)
        penalty[0] = 1e-6
        for _ in range(_ROUNDS):
            chance = 1 / (1 + np.exp(-np.clip(design @ self._weights, -30, 30)))
            slope = design.T @ (weights * (chance - truth)) + penalty * self._weights
            curve = (design * (weights * chance * (1 - chance))[:, None]).T @ design + np.diag(
                penalty
            )
            self._weights -= np.linalg.solve(curve, slope)

    def _design(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        scaled = (features - self._mean) / self._spread
        return np.concatenate([np.ones((len(scaled), 1)), scaled], axis=1)

    def chance(self, features: Vector) -> float:
        """P(yes) for one row of features."""
        logit = float((self._design(features[None, :]) @ self._weights)[0])
        return 1 / (1 + float(np.exp(-np.clip(logit, -30, 30))))
