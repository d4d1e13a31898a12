"""The arithmetic of the benchmark: what is said of rounds that agree, disagree, or are too few."""

import pytest

from bench import ratios

STEADY = ratios.Ratio((0.70, 0.71, 0.72, 0.73, 0.74, 0.75, 0.76))


def test_the_ratio_is_the_median_of_the_rounds_and_its_spread_leaves_no_round_out() -> None:
    ratio = ratios.of_rounds([60, 70, 66, 64, 62, 68, 80], [100] * 7)
    assert ratio.median == pytest.approx(0.66)
    assert ratio.spread == pytest.approx((0.80 - 0.60) / 0.66)


def test_a_round_without_its_baseline_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        ratios.of_rounds([1.0, 2.0], [1.0])


@pytest.mark.parametrize(
    ("rounds", "floor", "said"),
    [
        (STEADY.rounds, 0.73, "floor reached"),
        (STEADY.rounds, 0.7301, ratios.BELOW),
        ((*STEADY.rounds[:6], 0.90), 0.6, "noisy"),
        ((0.3, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5), 0.6, "noisy"),
        (STEADY.rounds[:6], 0.6, "not judged: 6 of 7 rounds"),
    ],
)
def test_a_floor_is_reached_only_by_rounds_that_agree(rounds: tuple[float, ...], floor: float, said: str) -> None:
    assert ratios.against_floor(ratios.Ratio(rounds), floor) == said


@pytest.mark.parametrize(
    ("rounds", "ceiling", "said"),
    [
        (STEADY.rounds, 0.73, "ceiling kept"),
        (STEADY.rounds, 0.7299, ratios.ABOVE),
        ((*STEADY.rounds[:6], 0.90), 0.6, "noisy"),
        (STEADY.rounds[:6], 0.6, "not judged: 6 of 7 rounds"),
    ],
)
def test_a_ceiling_is_kept_only_by_rounds_that_agree(rounds: tuple[float, ...], ceiling: float, said: str) -> None:
    assert ratios.against_ceiling(ratios.Ratio(rounds), ceiling) == said


@pytest.mark.parametrize(("largest", "noisy"), [(1.125, False), (1.25, True)])
def test_a_spread_above_a_fifth_of_the_median_is_noisy(largest: float, noisy: bool) -> None:
    assert ratios.Ratio((1.0, 1.0, largest)).noisy is noisy


SLOW, QUICK = [0.3] * 100, [0.29] * 100


@pytest.mark.parametrize(
    ("rounds", "said"),
    [
        ([QUICK, QUICK], "goal met"),
        ([SLOW, SLOW], "goal not met"),
        ([QUICK, SLOW, QUICK], "noisy"),
        ([QUICK, QUICK[1:]], "not judged: 199 of 200 samples"),
    ],
)
def test_a_goal_is_met_when_every_round_is_under_it(rounds: list[list[float]], said: str) -> None:
    assert ratios.against_goal(rounds, 0.3) == said


@pytest.mark.parametrize(("percent", "found"), [(50, 50), (95, 95), (99, 99), (100, 100), (0, 1)])
def test_a_percentile_is_one_of_the_samples(percent: float, found: float) -> None:
    assert ratios.percentile(list(range(100, 0, -1)), percent) == found
