"""No sentence of the parts that say who carries a document out is left unread, and none is read twice or otherwise."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from shared.catalog import read
from shared.law import quotes
from tests.shared.catalog import clauses

CARRYING_OUT = {document: clauses.carrying_out(document) for document in (clauses.RESOLUTION, clauses.PLAN)}
CLAUSES = [(document, clause) for document, found in CARRYING_OUT.items() for clause in found]
DUTIES = read.catalog().standing_duties
# What is no duty of anybody: clause → its words and why.
NO_DUTY = {
    (clauses.PLAN, "V.11, đoạn 2"): (
        "Trên đây là Kế hoạch thực hiện Nghị quyết",
        "the closing formula: it names the plan and has those of V.1 to V.11 carry out what stands there",
    ),
    (clauses.RESOLUTION, "IV.6, đoạn 2"): (
        "Nghị quyết này phổ biến đến các tổ chức đảng",
        "the closing formula: to whom the resolution is made known",
    ),
}


def _names() -> dict[str, str]:
    """Of organisations and groups, by their slugs."""
    catalog = read.catalog()
    return {row.slug: row.name for row in catalog.organisations} | {row.slug: row.name for row in catalog.groups}


def test_each_part_has_as_many_sentences_as_a_reader_counts() -> None:
    counted = {document: Counter(clause.split(",")[0] for clause in found) for document, found in CARRYING_OUT.items()}
    assert counted == {
        clauses.RESOLUTION: {"IV.1": 3, "IV.2": 1, "IV.3": 2, "IV.4": 3, "IV.5": 1, "IV.6": 2},
        clauses.PLAN: {
            "V.1": 1, "V.2": 2, "V.3": 10, "V.4": 5, "V.5": 2, "V.6": 4, "V.7": 2, "V.8": 2, "V.9": 11, "V.10": 2,
            "V.11": 3,
        },
    }  # fmt: skip


@pytest.mark.parametrize(("document", "clause"), CLAUSES)
def test_every_word_of_a_sentence_is_a_duty_a_regime_or_a_task_or_named_as_none(document: str, clause: str) -> None:
    words = CARRYING_OUT[document][clause]
    assert set(NO_DUTY) <= set(CLAUSES)
    if (document, clause) in NO_DUTY:
        assert words.startswith(NO_DUTY[document, clause][0])
        return
    catalog = read.catalog()
    left = [True] * len(words)
    for row in (*DUTIES, *catalog.regimes, *catalog.remedial_tasks):
        quote = quotes.one_line(row.source.quote or "")
        if row.source.document == document and quote and quote in words:
            at = words.index(quote)
            left[at : at + len(quote)] = [False] * len(quote)
    unread = "".join(word for word, is_left in zip(words, left, strict=True) if is_left)
    assert not re.sub(r"[\s.,;]", "", unread), unread


def test_a_duty_stands_in_the_sentence_that_its_clause_cites_and_each_has_one_at_most() -> None:
    cited = Counter((row.source.document, row.source.clause) for row in DUTIES)
    assert set(cited.values()) == {1}
    for row in DUTIES:
        assert quotes.one_line(row.source.quote or "") in CARRYING_OUT[str(row.source.document)][str(row.source.clause)]


def test_the_duties_stand_in_the_order_of_their_documents() -> None:
    assert [(row.source.document, row.source.clause) for row in DUTIES] == [
        place for place in CLAUSES if place in {(row.source.document, row.source.clause) for row in DUTIES}
    ]


def test_a_role_and_a_partner_are_what_the_words_say() -> None:
    names = _names()
    for row in DUTIES:
        words = (row.source.quote or "").lower()
        assert (row.role == "lead") == ("chủ trì" in words.replace("do các ngành, địa phương chủ trì", "")), row.code
        assert row.role != "support" or "phối hợp" in words, row.code
        assert not row.partners or "phối hợp" in words, row.code
        for partner in row.partners:
            assert partner.organisation is None or names[partner.organisation].lower() in words, row.code


@pytest.mark.parametrize(("section", "heading"), clauses.headings_of_the_plan().items())
def test_the_owner_is_who_the_heading_names(section: str, heading: str) -> None:
    """What the heading does not name is another's only where the row says that it is a reading."""
    names = _names()
    certain = [row for row in DUTIES if row.code.startswith(f"55.{section}.") and row.certainty == "certain"]
    assert certain
    for row in certain:
        for owner in row.owners:
            name = names[owner.organisation or owner.group or ""]
            assert name.lower().removeprefix("các ").removesuffix(" tỉnh") in heading.lower(), (row.code, name)


def test_what_is_read_into_a_sentence_is_derived_and_says_so() -> None:
    assert all(row.source.note for row in DUTIES if row.certainty != "certain")
    names = _names()
    for row in DUTIES:
        if row.source.document == clauses.RESOLUTION and row.certainty == "certain":
            [owner] = row.owners  # a part without headings: the sentence itself names its subject
            assert (row.source.quote or "").startswith(names[owner.organisation or owner.group or ""])
