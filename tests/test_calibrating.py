"""Scores become chances: weights and thresholds learnt from what was right."""

import numpy as np
import pytest

from bot.ranking.calibrating import Blend, Logistic, softmax, standardised

RANDOM = np.random.default_rng(7)


def test_chances_add_up_to_one_and_keep_the_order() -> None:
    chances = softmax(np.array([[1.0, 3.0, 2.0], [1000.0, 0.0, -1000.0]]))
    assert chances.sum(axis=1) == pytest.approx([1.0, 1.0])
    assert np.argsort(chances[0]).tolist() == [0, 2, 1]


def test_standardised_scores_have_mean_nought_and_spread_one() -> None:
    z = standardised(RANDOM.normal(5.0, 3.0, (4, 50)))
    assert z.mean(axis=1) == pytest.approx([0.0] * 4, abs=1e-9)
    assert z.std(axis=1) == pytest.approx([1.0] * 4, abs=1e-5)


def test_a_scorer_that_knows_weighs_more_than_one_that_guesses() -> None:
    labels = RANDOM.integers(0, 10, 400).astype(np.int32)
    knows = RANDOM.normal(0.0, 1.0, (400, 10))
    knows[np.arange(400), labels] += 2.0
    guesses = RANDOM.normal(0.0, 1.0, (400, 10))
    knowing, guessing = Blend((knows, guesses), labels).weights
    assert knowing > 1.0
    assert guessing < 0.2 * knowing


def test_a_scorer_that_misleads_is_as_if_it_were_not_there() -> None:
    labels = RANDOM.integers(0, 10, 400).astype(np.int32)
    knows = RANDOM.normal(0.0, 1.0, (400, 10))
    knows[np.arange(400), labels] += 2.0
    misleads = RANDOM.normal(0.0, 1.0, (400, 10)) - 8.0 * knows
    misled, knowing = Blend((misleads, knows), labels).weights
    assert misled == 0.0
    assert knowing == pytest.approx(Blend((knows,), labels).weights[0], rel=0.01)


@pytest.mark.parametrize("seed", [24, 113, 126, 154])
def test_scorers_that_hold_each_other_at_nothing_settle_all_the_same(seed: int) -> None:
    random = np.random.default_rng(seed)
    labels = random.integers(0, 6, 60).astype(np.int32)
    knows = random.normal(0.0, 1.0, (3, 60, 6))
    knows[:, np.arange(60), labels] += random.choice([1, 2, 4], (3, 1))
    mixed = [*np.tensordot(random.normal(0.0, 1.0, (3, 3)).round(1), knows, 1)]
    blend = Blend(mixed, labels)
    slope = 0.1 * blend.weights + blend._bent(mixed, labels)[0]
    assert np.abs(slope[blend.weights > 0]).max(initial=0.0) < 0.01
    assert slope[blend.weights == 0].min(initial=0.0) > -0.01


def test_blended_chances_are_as_often_right_as_they_say() -> None:
    labels = RANDOM.integers(0, 5, 4000).astype(np.int32)
    scores = RANDOM.normal(0.0, 1.0, (4000, 5))
    scores[np.arange(4000), labels] += 1.0
    blend = Blend((scores,), labels)
    chances = softmax(blend.logits((scores,)))
    right = chances.argmax(axis=1) == labels
    assert float(chances.max(axis=1).mean()) == pytest.approx(float(right.mean()), abs=0.03)


def test_a_logistic_says_yes_where_yes_was_more_often() -> None:
    signs = RANDOM.normal(0.0, 1.0, (2000, 2))
    truth = signs[:, 0] + 0.3 * RANDOM.normal(0.0, 1.0, 2000) > 0
    sure = Logistic(signs, truth, np.ones(2000))
    assert sure.chance(np.array([1.0, 0.0])) > 0.95
    assert sure.chance(np.array([-1.0, 0.0])) < 0.05
    assert sure.chance(np.array([0.0, 3.0])) == pytest.approx(0.5, abs=0.2)
