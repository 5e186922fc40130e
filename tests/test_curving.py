import pytest

from bot.measuring.curving import ALL, OWN, Curve, Point, curves
from bot.measuring.evaluating import UNKNOWN_TOPIC, Outcome
from bot.replies import Kind
from tests.sets import made, outcome


def answered(score: float, *, wrong: bool = False) -> Outcome:
    reply = made(Kind.ANSWER, "b" if wrong else "a", score=score)
    return outcome("wrong" if wrong else "right", reply, "a")


def held(score: float, best: str) -> Outcome:
    return outcome("unanswered", made(Kind.UNKNOWN, score=score, best=best), "a")


FALSE = outcome("falsely answered", made(Kind.ANSWER, "b", score=0.8), group="far")


def steps(curve: Curve) -> list[tuple[float, float]]:
    return [(round(p.coverage, 3), round(p.risk, 3)) for p in curve.points]


def test_answers_come_surest_first_and_what_was_held_back_after_them() -> None:
    outcomes = [held(0.99, "a"), answered(0.6, wrong=True), answered(0.9), held(0.1, "b")]
    found = curves(outcomes)[OWN]

    assert steps(found) == [(0.25, 0.0), (0.5, 0.5), (0.75, 0.333), (1.0, 0.5)]
    assert found.stands == Point(coverage=0.5, risk=0.5)


def test_equal_scores_are_one_point_for_no_threshold_parts_them() -> None:
    found = curves([answered(1.0), answered(1.0, wrong=True), answered(0.5)])[OWN]

    assert steps(found) == [(0.667, 0.5), (1.0, 0.333)]


def test_a_question_of_others_is_wrong_to_answer_and_counts_as_asked() -> None:
    found = curves([answered(0.9), FALSE])

    assert steps(found[OWN]) == [(1.0, 0.0)]
    assert steps(found[ALL]) == [(0.5, 0.0), (1.0, 0.5)]


def test_courtesies_lists_and_what_was_asked_twice_are_left_out() -> None:
    talk = outcome("right", made(Kind.SMALLTALK, "greeting"), "@greeting", group="small talk")
    listed = outcome("one", made(Kind.ANSWER, "b"), "a", "b", group="lists")
    twice = outcome("falsely answered", made(Kind.ANSWER, "b"), group=UNKNOWN_TOPIC)

    assert curves([talk, listed, twice]) == {}
    assert list(curves([talk, listed, twice, answered(0.5)])) == [OWN]


def test_coverage_at_a_risk_is_the_largest_that_keeps_to_it() -> None:
    found = curves(
        [answered(0.9), answered(0.8, wrong=True), *(answered(at / 10) for at in range(8))]
    )[OWN]

    assert found.coverage_at(0.0) == pytest.approx(0.1)
    assert found.coverage_at(0.1) == pytest.approx(1.0)
    assert curves([answered(0.9, wrong=True)])[OWN].coverage_at(0.03) == 0.0


def test_the_area_is_the_mean_risk() -> None:
    half = Curve(
        asked=2,
        points=(Point(coverage=0.5, risk=0.0), Point(coverage=1.0, risk=0.5)),
        stands=Point(coverage=0.5, risk=0.0),
    )

    assert half.area == pytest.approx(0.125)
    assert curves([answered(0.9, wrong=True)])[OWN].area == 1.0
