"""Citing the law by API: a document that is there, a clause, and words that stand in the text we hold."""

from __future__ import annotations

import unicodedata
import uuid

import pytest

from shared.catalog import provenance, read
from shared.kit import db
from shared.law import citations, errors, sources
from shared.law.citations import Citation

PLAN = "ke-hoach-55-kh-ubnd-2022"
NOT_HELD = "quyet-dinh-922-qd-btttt-2022"
WORDS = "100% thủ tục hành chính đủ điều kiện theo quy định"
GOOD = Citation(PLAN, "II.2.1.a, gạch đầu dòng 1", WORDS)


@pytest.fixture
def database_url(module_database_url: str) -> str:
    """One for all: what is cited may be cited again."""
    return module_database_url


async def test_a_citation_is_stored_once_whichever_way_the_document_is_named(database: db.Database) -> None:
    async with database.transaction() as session:
        first = await citations.cite(session, GOOD)
        by_id = Citation(str(sources.document_id(PLAN)), GOOD.clause, GOOD.quote)
        assert await citations.cite(session, by_id) == first
        stored = await db.fetch(session, "SELECT * FROM sources WHERE id = :id", id=first)
    assert [(row["kind"], row["document_id"], row["clause"], row["quote"], row["note"]) for row in stored] == [
        ("legal", sources.document_id(PLAN), GOOD.clause, WORDS, None)
    ]
    assert first == sources.Source("legal", PLAN, GOOD.clause, WORDS).id


@pytest.mark.parametrize(
    ("citation", "field", "code"),
    [
        (Citation("ke-hoach-999", "I", WORDS), "source.document", "unknown_document"),
        (Citation(str(uuid.UUID(int=7)), "I"), "source.document", "unknown_document"),
        (Citation(PLAN, " ", WORDS), "source.clause", "missing"),
        (Citation(PLAN, "I", "99% thủ tục hành chính đủ điều kiện theo quy định"), "source.quote", "quote_not_found"),
        (Citation(PLAN, "I", "100% thu tuc hanh chinh"), "source.quote", "quote_not_found"),
        (Citation(PLAN, "I", " "), "source.quote", "quote_not_found"),
        (Citation(PLAN, "I", "100\\% thủ tục"), "source.quote", "quote_not_found"),
        (Citation(PLAN, "I", "100_ thủ tục"), "source.quote", "quote_not_found"),
    ],
)
async def test_what_is_wrong_is_named(database: db.Database, citation: Citation, field: str, code: str) -> None:
    async with database.transaction() as session:
        before = await db.fetch_one(session, "SELECT count(*) FROM sources")
        with pytest.raises(errors.SourceRefused) as refused:
            await citations.cite(session, citation)
        assert await db.fetch_one(session, "SELECT count(*) FROM sources") == before
    assert [(finding.field, finding.code) for finding in refused.value.findings] == [(field, code)]


async def test_line_breaks_and_the_form_of_the_signs_do_not_matter(database: db.Database) -> None:
    broken = unicodedata.normalize("NFD", WORDS.replace(" ", "\n"))
    async with database.transaction() as session:
        assert await citations.judge(session, {"source": Citation(PLAN, "II", broken)}) == []
        decomposed = Citation(PLAN, unicodedata.normalize("NFD", GOOD.clause), unicodedata.normalize("NFD", WORDS))
        assert await citations.cite(session, decomposed) == await citations.cite(session, GOOD)


async def test_a_quote_of_a_text_that_we_do_not_hold_is_taken_at_its_word(database: db.Database) -> None:
    async with database.transaction() as session:
        assert await citations.cite(session, Citation(NOT_HELD, "Điều 1", "bất kỳ"))


async def test_many_are_judged_together_and_named_each(database: db.Database) -> None:
    cited = {
        "rows.1.source": GOOD,
        "rows.2.source": Citation("khong-co", "I"),
        "rows.3.source": Citation(PLAN, "I", "không có câu này"),
    }
    async with database.transaction() as session:
        findings = await citations.judge(session, cited)
        assert [finding.field for finding in findings] == ["rows.2.source.document", "rows.3.source.quote"]
        with pytest.raises(errors.SourceRefused) as refused:
            await citations.cite_all(session, cited)
        assert refused.value.findings == tuple(findings)
        good = {"a": GOOD, "b": Citation(PLAN, "III"), "c": GOOD}
        ids = await citations.cite_all(session, good)
    assert ids[0] == ids[2] != ids[1]


async def test_every_quote_of_the_catalog_would_be_taken(database: db.Database) -> None:
    """The database's search says what the catalog's own provenance says, of every quote there is."""
    cited = {
        path: Citation(source.document, source.clause, source.quote)
        for path, source in provenance.sources(read.catalog())
        if source.document and source.clause
    }
    assert len(cited) > 400
    async with database.transaction() as session:
        assert await citations.judge(session, cited) == []
