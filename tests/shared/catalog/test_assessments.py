"""The assessments of 2020, 2021 and 2022 and the ranks of 2022."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from shared.catalog import read, schema

TOLERANCE = Decimal("0.0001")  # published values are rounded to 4 places from inputs that were not


def assessment(year: int) -> schema.Assessment:
    return next(a for a in read.catalog().assessments if a.year == year)


def total(year: int) -> schema.PublishedValue:
    return next(v for v in assessment(year).published if v.node == "total")


def values_2021() -> dict[int, Decimal]:
    found = {v.number: v.value for v in assessment(2021).published if v.node == "main_index"}
    return {number: value for number, value in found.items() if number is not None and value is not None}


def weights() -> dict[int, Decimal]:
    framework = next(f for f in read.catalog().frameworks if f.slug == assessment(2021).framework)
    return {m.number: m.weight for m in framework.main_indices if m.weight is not None}


def test_three_years_of_one_province() -> None:
    assert {a.year: (a.framework, a.organisation, a.status) for a in read.catalog().assessments} == {
        2020: ("dti-1726", "tinh-tuyen-quang", "imported"),
        2021: ("dti-922", "tinh-tuyen-quang", "imported"),
        2022: ("dti-922", "tinh-tuyen-quang", "open"),
    }


def test_2020_has_a_printed_rank_and_a_derived_value() -> None:
    assert (total(2020).rank, total(2020).rank_of, total(2020).rank_certainty) == (44, 63, "certain")
    assert (total(2020).value, total(2020).certainty) == (Decimal("0.2714"), "derived")
    assert total(2021).value == (total(2020).value or 0) + Decimal("0.0135")


def test_2021_has_eight_values_and_ranks() -> None:
    found = {v.number: (str(v.value), v.rank) for v in assessment(2021).published if v.node == "main_index"}
    assert found == {
        1: ("0.3750", 50),
        2: ("0.4000", 42),
        3: ("0.4291", 41),
        4: ("0.2145", 31),
        5: ("0.1667", 57),
        7: ("0.3518", 45),
        8: ("0.3339", 43),
        9: ("0.0392", 63),
    }


def test_2021_total_follows_from_the_eight_values() -> None:
    points = sum((value * weights()[number] for number, value in values_2021().items()), Decimal())
    computed = points / sum(weights().values(), Decimal())
    assert computed == Decimal("0.284855")
    assert (total(2021).value, total(2021).rank, total(2021).rank_of) == (Decimal("0.2849"), 58, 63)
    assert abs(computed - (total(2021).value or Decimal())) <= TOLERANCE


def test_2021_outcomes_count_14_17_64_3_over_every_component() -> None:
    outcomes = assessment(2021).outcomes
    assert Counter(o.outcome for o in outcomes) == {"full": 14, "partial": 17, "zero": 64, "not_scored": 3}
    framework = next(f for f in read.catalog().frameworks if f.slug == "dti-922")
    assert [o.component for o in outcomes] == [c.code for c in framework.components]


@pytest.mark.parametrize(
    ("number", "full", "partial", "zero"),
    [
        (1, 3, 2, 5),
        (2, 4, 0, 7),
        (3, 0, 4, 3),
        (4, 0, 2, 11),
        (5, 2, 0, 10),
        (7, 3, 5, 14),
        (8, 1, 1, 10),
        (9, 1, 3, 4),
    ],
)
def test_2021_outcomes_per_main_index(number: int, full: int, partial: int, zero: int) -> None:
    found = Counter(o.outcome for o in assessment(2021).outcomes if o.component.startswith(f"{number}."))
    assert (found["full"], found["partial"], found["zero"]) == (full, partial, zero)


def test_2021_every_quoted_list_prints_how_many_it_names() -> None:
    by_quote = Counter((o.outcome, o.source.clause, o.source.quote) for o in assessment(2021).outcomes)
    for (outcome, _, quote), count in by_quote.items():
        if outcome != "not_scored":
            assert f": {count:02} (" in (quote or "")


def test_2021_outcome_of_an_activity_is_quoted_in_plan_187_s_numbers() -> None:
    outcome = next(o for o in assessment(2021).outcomes if o.component == "7.5")
    assert outcome.outcome == "full"
    assert outcome.source.quote == "Các tiêu chí đạt điểm tối đa: 03 (6.5, 6.8, 6.11)"


def test_2021_the_slip_1_10_is_read_as_2_10() -> None:
    slip = next(o for o in assessment(2021).outcomes if o.component == "2.10")
    assert (slip.outcome, slip.certainty) == ("zero", "derived")
    assert "1.10" in (slip.source.quote or "")
    assert sum(o.component == "1.10" for o in assessment(2021).outcomes) == 1


def test_2021_every_component_short_of_its_maximum_has_the_reason_of_its_list() -> None:
    in_reasons = [(code, r.outcome) for r in assessment(2021).reasons for code in r.components]
    short = [(o.component, o.outcome) for o in assessment(2021).outcomes if o.outcome != "full"]
    assert sorted(in_reasons) == sorted(short)
    for reason in assessment(2021).reasons:
        assert {code.split(".")[0] for code in reason.components} == {str(reason.main_index)}


def test_2022_is_open_and_only_its_rank_is_published() -> None:
    assert (assessment(2022).outcomes, assessment(2022).reasons) == ([], [])
    assert (total(2022).value, total(2022).rank, total(2022).source.kind) == (None, 48, "official_site")
    assert len(assessment(2022).published) == 1


def test_ranks_of_2022_are_63_places_with_a_competition_tie() -> None:
    (ranking,) = read.catalog().rankings
    assert (ranking.year, len(ranking.rows), len({r.organisation for r in ranking.rows})) == (2022, 63, 63)
    ranks = [r.rank for r in ranking.rows]
    assert ranks[13:18] == [14, 15, 15, 17, 18]
    assert ranks == [1 + sum(other < rank for other in ranks) for rank in ranks]
    assert next(r.rank for r in ranking.rows if r.organisation == "tinh-tuyen-quang") == total(2022).rank
