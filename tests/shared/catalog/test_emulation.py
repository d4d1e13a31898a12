"""The emulation plan's criteria as sets per level, and what of the resolution each repeats, word by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.catalog import read, schema
from shared.law import quotes
from tests.shared.catalog import clauses

TARGETS = {target.code: target for target in read.catalog().targets}
SETS = {row.slug: row for row in read.catalog().target_sets}
CRITERIA = [criterion for row in SETS.values() for criterion in row.criteria]


def _bare(text: str) -> str:
    """Without the marks of italics, which the documents set differently."""
    return quotes.one_line(text.replace("*", ""))


RESOLUTION = _bare(" ".join(clauses.bullets(clauses.RESOLUTION).values()))


def statement(target: schema.Target, year: int) -> schema.Statement:
    return next(milestone.statements[0] for milestone in target.milestones if milestone.year == year)


def linked() -> Iterator[tuple[schema.Criterion, schema.Target, schema.Target]]:
    for criterion in CRITERIA:
        if criterion.repeats is not None:
            yield criterion, TARGETS[criterion.target], TARGETS[criterion.repeats]


def test_one_set_for_each_level_with_all_its_criteria() -> None:
    counted = {
        (row.level, row.source.clause): Counter(TARGETS[c.target].measure for c in row.criteria)
        for row in SETS.values()
    }
    assert counted == {
        ("department", "II.2.1.a"): {"numeric": 17},
        ("district", "II.2.1.b"): {"numeric": 18},
        ("commune", "II.2.1.c"): {"numeric": 9},
        ("enterprise", "II.2.1.d"): {"qualitative": 2},
        ("individual", "II.2.2"): {"qualitative": 5},
    }


def test_every_target_of_the_plan_is_in_one_set_in_the_plans_order() -> None:
    of_the_plan = [
        code
        for code, target in TARGETS.items()
        if target.source.document == clauses.EMULATION and str(target.source.clause).startswith("II.2")
    ]
    assert Counter(criterion.target for criterion in CRITERIA) == Counter(of_the_plan)
    for row in SETS.values():
        cited = [str(TARGETS[criterion.target].source.clause) for criterion in row.criteria]
        assert cited == sorted(cited)
        assert all(clause.startswith(f"{row.source.clause}") for clause in cited)


def test_a_repeated_target_has_the_same_figure_and_the_same_operator() -> None:
    for criterion, target, repeated in linked():
        ours, theirs = statement(target, 2025), statement(repeated, 2025)
        assert (ours.operator, ours.value) == (theirs.operator, theirs.value), criterion.target
        assert repeated.source.document == clauses.RESOLUTION


def test_the_words_are_those_of_the_resolution_unless_a_difference_is_noted() -> None:
    for criterion, target, _ in linked():
        same_words = _bare(str(target.source.quote)) in RESOLUTION
        assert same_words == (criterion.difference is None), criterion.target


def test_a_criterion_with_a_figure_that_repeats_none_says_why() -> None:
    alone = {c.target: c.difference for c in CRITERIA if c.repeats is None and TARGETS[c.target].measure == "numeric"}
    assert alone.keys() == {"TD.HUYEN.04", "TD.HUYEN.13", "TD.XA.08", "TD.XA.09"}
    for code, why in alone.items():
        (named,) = [other for other in TARGETS if f"Không phải {other}:" in str(why)]
        assert TARGETS[named].denominator != TARGETS[code].denominator or named == "CQS.16"


def test_a_target_that_the_plan_repeats_for_a_level_is_repeated_once_there() -> None:
    for row in SETS.values():
        repeated = [criterion.repeats for criterion in row.criteria if criterion.repeats]
        assert len(repeated) == len(set(repeated))


def test_the_plan_names_no_pillar_so_that_a_criterion_has_that_of_what_it_repeats() -> None:
    for criterion in CRITERIA:
        expected = TARGETS[criterion.repeats].pillar if criterion.repeats else None
        assert TARGETS[criterion.target].pillar == expected, criterion.target


@pytest.mark.parametrize(
    ("code", "operator"), [("TD.TINH.03", "gte"), ("TD.TINH.14", "stated"), ("TD.XA.07", "stated")]
)
def test_at_least_is_said_only_where_the_plan_says_it(code: str, operator: str) -> None:
    assert statement(TARGETS[code], 2025).operator == operator


def test_whom_a_criterion_speaks_of_is_named_where_it_is_not_everybody() -> None:
    assert {c.target for c in CRITERIA if c.applies_to} == {"TD.DN.02", *(f"TD.CN.0{n}" for n in range(1, 6))}


def test_the_page_for_users_gives_every_criterion_its_figure() -> None:
    page = (Path(__file__).parents[3] / "docs" / "emulation.md").read_text(encoding="utf-8")
    signs = {"stated": "", "gte": "≥ ", "gt": "> "}
    for criterion in CRITERIA:
        stated = statement(TARGETS[criterion.target], 2025)
        if stated.operator is None:
            continue
        mark = "¹" if criterion.repeats and criterion.difference else " "
        cell = f"| {signs[stated.operator]}{stated.value} % `{criterion.target}`{mark}"
        (line,) = [line for line in page.splitlines() if cell in line]
        assert (f"| `{criterion.repeats}` |" if criterion.repeats else "| – |") in line


def test_the_criteria_hold_from_the_month_of_a_plan_without_a_day() -> None:
    (plan,) = [row for row in read.catalog().legal_documents if row.slug == clauses.EMULATION]
    assert (plan.issued_on, plan.issued_in) == (None, "2022-08")
