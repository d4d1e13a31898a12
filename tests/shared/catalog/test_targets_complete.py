"""No target is dropped and none is invented: the catalog against the bullets of the two documents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest

from shared.catalog import figures, read, schema
from shared.law import quotes
from tests.shared.catalog import clauses

BULLETS = {document: clauses.bullets(document) for document in (clauses.RESOLUTION, clauses.PLAN, clauses.EMULATION)}
CLAUSES = [(document, clause) for document, found in BULLETS.items() for clause in found]
YEAR_OF = {"II.2.2.1": 2025, "II.2.2.2": 2030}, {"II.2.1": 2025, "II.2.2": 2030}, {"II.2.1": 2025, "II.2.2": 2025}
YEARS = dict(zip(BULLETS, YEAR_OF, strict=True))


def statements() -> Iterator[tuple[schema.Target, schema.Milestone, schema.Statement]]:
    for target in read.catalog().targets:
        for milestone in target.milestones:
            for statement in milestone.statements:
                yield target, milestone, statement


def test_each_document_has_as_many_bullets_as_a_reader_counts() -> None:
    counted = {document: Counter(clause.split(",")[0] for clause in found) for document, found in BULLETS.items()}
    assert counted == {
        clauses.RESOLUTION: {
            "II.2.2.1.a": 5, "II.2.2.1.b": 2, "II.2.2.1.c": 3,
            "II.2.2.2.a": 4, "II.2.2.2.b": 2, "II.2.2.2.c": 2,
        },
        clauses.PLAN: {
            "II.2.1.a": 5, "II.2.1.b": 3, "II.2.1.c": 4,
            "II.2.2.a": 4, "II.2.2.b": 3, "II.2.2.c": 3,
        },
        clauses.EMULATION: {
            "II.2.1.a": 5, "II.2.1.b": 4, "II.2.1.c": 3, "II.2.1.d": 1,
            "II.2.2.a": 1, "II.2.2.b": 1, "II.2.2.c": 1,
        },
    }  # fmt: skip


@pytest.mark.parametrize(("document", "clause"), CLAUSES)
def test_every_percentage_of_a_bullet_is_some_statement_of_it(document: str, clause: str) -> None:
    printed = Counter(map(figures.number, figures.PERCENT.findall(BULLETS[document][clause])))
    stated: Counter[Decimal | None] = Counter(
        statement.value
        for _, _, statement in statements()
        if (statement.source.document, statement.source.clause) == (document, clause) and statement.value is not None
    )
    assert set(stated) == set(printed)
    assert not printed - stated


@pytest.mark.parametrize("document", [*BULLETS, clauses.REMEDIES])
def test_no_percentage_of_a_document_is_left_unread(document: str) -> None:
    text = clauses.whole(document)
    read_of_it = [False] * len(text)
    for quote in _quotes_of_targets(document):
        for found in re.finditer(re.escape(quote), text):
            read_of_it[found.start() : found.end()] = [True] * len(quote)
    unread = [found for found in figures.PERCENT.finditer(text) if not read_of_it[found.start()]]
    known = ["gần 48% số hộ gia đình có kết nối"] if document == clauses.RESOLUTION else []  # another indicator
    assert [text[found.start() - 4 : found.end() + 26] for found in unread] == known


def _quotes_of_targets(document: str) -> Iterator[str]:
    grounds = [statement.source for _, _, statement in statements()]
    grounds += [target.baseline.source for target in read.catalog().targets if target.baseline]
    return (quotes.one_line(str(source.quote)) for source in grounds if source.document == document)


@pytest.mark.parametrize(("document", "clause"), CLAUSES)
def test_every_bullet_is_cited(document: str, clause: str) -> None:
    assert any((s.source.document, s.source.clause) == (document, clause) for _, _, s in statements())


def test_every_statement_is_of_the_year_its_clause_speaks_of() -> None:
    for target, milestone, statement in statements():
        section = str(statement.source.clause).split(",")[0].rpartition(".")[0]
        if (statement.source.document, statement.source.clause) in CLAUSES:
            assert milestone.year == YEARS[str(statement.source.document)][section], target.code


def test_statements_per_section() -> None:
    counted = Counter((s.source.document, str(s.source.clause).split(",")[0]) for _, _, s in statements())
    resolution, plan, emulation = clauses.RESOLUTION, clauses.PLAN, clauses.EMULATION
    assert counted == {
        (resolution, "II.2.1"): 4, (plan, "II.1"): 4,
        (resolution, "II.2.2.1.a"): 19, (plan, "II.2.1.a"): 19,
        (resolution, "II.2.2.2.a"): 10, (plan, "II.2.2.a"): 10,
        (resolution, "II.2.2.1.b"): 2, (plan, "II.2.1.b"): 3,
        (resolution, "II.2.2.2.b"): 2, (plan, "II.2.2.b"): 3,
        (resolution, "II.2.2.1.c"): 16, (plan, "II.2.1.c"): 17,
        (resolution, "II.2.2.2.c"): 4, (plan, "II.2.2.c"): 5,
        (clauses.REMEDIES, "II.2.6"): 2, (clauses.REMEDIES, "II.2.2"): 5, (clauses.REMEDIES, "II.2.5"): 1,
        (emulation, "II.2.1.a"): 17, (emulation, "II.2.1.b"): 18, (emulation, "II.2.1.c"): 9,
        (emulation, "II.2.1.d"): 2, (emulation, "II.2.2.a"): 2, (emulation, "II.2.2.b"): 1, (emulation, "II.2.2.c"): 2,
        (emulation, "V.1"): 1,
    }  # fmt: skip


def test_targets_per_pillar_and_measure() -> None:
    counted = Counter((target.pillar, target.measure) for target in read.catalog().targets)
    assert counted == {
        (None, "qualitative"): 3 + 7, (None, "numeric"): 4 + 4,
        ("government", "numeric"): 20 + 31, ("government", "qualitative"): 2,
        ("economy", "numeric"): 2, ("economy", "by_reference"): 2,
        ("society", "numeric"): 13 + 9, ("society", "qualitative"): 5, ("society", "by_reference"): 2,
    }  # fmt: skip


def target(code: str) -> schema.Target:
    return next(target for target in read.catalog().targets if target.code == code)


def stated(code: str) -> list[tuple[int, list[tuple[str | None, Decimal | None]]]]:
    return [(m.year, [(s.operator, s.value) for s in m.statements]) for m in target(code).milestones]


def test_the_resolution_governs_and_plan_55_words_it_otherwise() -> None:
    half, eighty = Decimal(50), Decimal(80)
    assert stated("XHS.17") == [
        (2025, [("stated", half), ("gt", half)]),
        (2030, [("gt", eighty), ("gt", eighty)]),
    ]
    for code, milestone in ((t.code, m) for t in read.catalog().targets for m in t.milestones):
        documents = [statement.source.document for statement in milestone.statements]
        assert documents in (
            [clauses.RESOLUTION, clauses.PLAN],
            [clauses.RESOLUTION, clauses.PLAN, clauses.REMEDIES],
            [clauses.PLAN],
            [clauses.REMEDIES],
            [clauses.EMULATION],
        ), code


def test_online_files_have_plan_187s_milestone_of_2022() -> None:
    assert stated("CQS.03") == [
        (2022, [("gt", Decimal(50))]),
        (2025, [("gte", Decimal(80)), ("gte", Decimal(80)), ("stated", Decimal(80))]),
        (2030, [("stated", Decimal(100)), ("stated", Decimal(100))]),
    ]


def test_plan_187_has_milestones_of_its_own() -> None:
    one, hundred = Decimal(1), Decimal(100)
    assert stated("NS.01") == [(year, [("stated", one)]) for year in (2022, 2023, 2024, 2025)]
    assert stated("NS.02") == [(2025, [("stated", one)])]
    assert stated("ATTT.01") == [(2022, [("stated", hundred)])]
    certainties = {code: {m.statements[0].certainty for m in target(code).milestones} for code in ("NS.01", "NS.02")}
    assert certainties == {"NS.01": {"derived"}, "NS.02": {"certain"}}  # a year that no sentence names is a reading
    assert all("khoảng" in str(m.statements[0].source.note) for m in target("NS.01").milestones)


def test_files_on_the_network_are_three_targets_by_level() -> None:
    levels = {code: target(code).level for code in ("CQS.15", "CQS.16", "CQS.17")}
    assert levels == {"CQS.15": "province", "CQS.16": "district", "CQS.17": "commune"}


def test_what_2025_and_2030_define_differently_is_two_targets() -> None:
    for early, late in (("XHS.05", "XHS.18"), ("CQS.08", "CQS.10"), ("XHS.15", "XHS.16"), ("CHUNG.02", "CHUNG.03")):
        assert [m.year for m in target(early).milestones] == [2025]
        assert [m.year for m in target(late).milestones] == [2030]


def test_only_the_same_indicator_has_a_baseline() -> None:
    baselines = {t.code: (t.baseline.qualifier, t.baseline.value) for t in read.catalog().targets if t.baseline}
    assert baselines == {"XHS.11": ("hơn", Decimal(92)), "CHUNG.01": ("xếp thứ", Decimal(44))}
