"""Conditions and their arguments."""

from __future__ import annotations

from shared.kit.where import Where


def test_a_filter_that_is_not_asked_for_leaves_no_trace() -> None:
    where = Where("day")
    where.add("t.pillar = {0}", None)
    where.search("t.name", None)
    where.add("(t.a, t.b) > ({0}, {1})", None, None)
    assert (str(where), where.args) == ("", ["day"])


def test_conditions_count_on_from_the_arguments_of_the_statement() -> None:
    where = Where("day", "instant")
    where.add("t.pillar = {0}", "economy")
    where.add("(t.a = {0} OR t.b = {0})", 7)
    where.add("(t.x, t.y) > ({0}, {1})", 1, 2)
    assert str(where) == "AND t.pillar = $3 AND (t.a = $4 OR t.b = $4) AND (t.x, t.y) > ($5, $6)"
    assert where.args == ["day", "instant", "economy", 7, 1, 2]


def test_the_same_filters_give_the_same_text_whatever_their_values() -> None:
    texts = set()
    for value in ("a", "b'; DROP TABLE targets; --"):
        where = Where()
        where.add("t.code = {0}", value)
        where.search("t.name", value)
        texts.add(str(where))
    assert len(texts) == 1
