"""M7: every quote stands in its document, every figure in its quote; what does not is named."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from shared.catalog import provenance, read
from shared.law import quotes
from tests.shared.catalog import clauses
from tests.shared.catalog.conftest import Damage

GOVERNMENT, SOCIETY = "targets/government.yaml", "targets/society.yaml"


def findings(root: Path) -> list[str]:
    return read.quote_findings(read.catalog(root), root)


def test_every_quote_is_in_its_document_and_every_figure_in_its_quote() -> None:
    assert read.quote_findings(read.catalog()) == []


def test_a_quote_stands_in_the_bullet_that_its_clause_cites() -> None:
    bullets = {document: clauses.bullets(document) for document in clauses.SECTIONS}
    assert {document: len(found) for document, found in bullets.items()} == {
        clauses.RESOLUTION: 18,
        clauses.PLAN: 22,
        clauses.REMEDIES: 34,
        clauses.EMULATION: 16,
    }
    checked = 0
    for path, source in provenance.sources(read.catalog()):
        clause, quote = source.clause or "", source.quote
        if quote and source.document in bullets and clause.startswith("II.2.") and "gạch đầu dòng" in clause:
            assert quotes.one_line(quote) in bullets[source.document][clause], path
            checked += 1
    assert checked > 150


def test_most_rows_are_quoted() -> None:
    quotes = [source.quote for _, source in provenance.sources(read.catalog()) if source.quote]
    assert len(quotes) > 400


def test_the_texts_are_as_received() -> None:
    received = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in read.ROOT.glob("documents/*.md")}
    assert received == {
        "ke-hoach-187-KH-UBND-2022.md": "2328c87a83869723d6dcb1b7103c6b3dda16df6918d0aff03736a29830139db7",
        "ke-hoach-55-KH-UBND-2022.md": "9f25c8f34df0ba825811cc39f9cfba6f6e7e8bfc31c1e4eb8feec839127ef96f",
        "ke-hoach-phong-trao-thi-dua-2022.md": "70ced207b792cd1ea88d3dc2640ccef871a4e4828c446cdd74030e40d696e4b6",
        "nghi-quyet-48-NQ-TU-2021.md": "bd13e05ae6b1ce35fcd794a0fa5fae11c7a181462952fb131ff08d27d235b890",
        "tin-ke-hoach-55-2022.md": "a6b2ee20d61e1bd8a3bbdf94d25467370131f1e940e4ba05efccea710b379059",
    }


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (GOVERNMENT, 'quote: "tối thiểu 80% hồ sơ', 'quote: "tối thiểu 80% hồ so', "the quote is not in"),
        (GOVERNMENT, "{operator: gte, value: 80,", "{operator: gte, value: 85,", "value 85% is not in its quote"),
        (GOVERNMENT, "{operator: gte, value: 80,", "{operator: gt, value: 80,", "operator gt is not what"),
        (SOCIETY, "{operator: stated, value: 50,", "{operator: gt, value: 50,", "operator gt is not what"),
        (SOCIETY, "      value: 92\n", "      value: 93\n", "value 93 is not in its quote"),
        (SOCIETY, 'qualifier: "hơn"', 'qualifier: "gần"', "qualifier gần is not in its quote"),
        (
            SOCIETY,
            'numerator: "Số hộ gia đình có ít nhất 02',
            'numerator: "Số hộ gia đình có ít nhất 03',
            "[Decimal('3')]",
        ),
        ("legal_documents.yaml", "issued_on: 2021-11-15", "issued_on: 2021-11-16", "issued_on 2021-11-16 is not"),
        ("legal_documents.yaml", 'number: "48-NQ/TU"', 'number: "49-NQ/TU"', "number 49-NQ/TU is not in its quote"),
        ("tasks.yaml", "amount_million_vnd: 474025", "amount_million_vnd: 474026", None),
        ("tasks.yaml", "task_count: 17", "task_count: 18", "task_count 18 is not in its quote"),
        ("reporting.yaml", "due_before_day: 15", "due_before_day: 16", "due before 16/6 is not in its quote"),
        ("reporting.yaml", "due_before_day: 15", "due_before_day: 5", "due before 5/6 is not in its quote"),
        ("assessments/2021.yaml", 'value: "0.2849"', 'value: "0.2850"', "value 0.2850 is not in its quote"),
        ("assessments/2021.yaml", "rank: 58", "rank: 57", "rank 57 is not in its quote"),
    ],
)
def test_a_wrong_figure_or_quote_is_named(damaged: Damage, file: str, old: str, new: str, expected: str | None) -> None:
    root = damaged(file, old, new)
    if expected is None:
        with pytest.raises(ValueError, match="do not add up to the total"):
            read.catalog(root)
    else:
        assert any(expected in finding for finding in findings(root)), findings(root)


def test_a_quote_is_missing_where_the_text_is_at_hand(damaged: Damage) -> None:
    root = damaged("organisations.yaml", ', quote: "**5. Sở Tài chính**"', "")
    assert findings(root) == [
        "organisations.so-tai-chinh.source: ke-hoach-55-kh-ubnd-2022 is in the repository, a quote is missing"
    ]


def test_a_quote_of_a_text_that_is_not_at_hand_is_named(damaged: Damage) -> None:
    root = damaged("legal_documents.yaml", "    text_file: tin-ke-hoach-55-2022.md\n", "")
    assert any("whose text is not in the repository" in finding for finding in findings(root))
