"""Nesting a hierarchy."""

from __future__ import annotations

import json
import uuid

from shared.organisations import rules


def _node(name: str, parent: str | None = None) -> rules.Node:
    return rules.Node(_id(name), _id(parent) if parent else None, json.dumps({"name": name}))


def _id(name: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, name)


def test_children_stand_below_their_parents_in_the_order_given() -> None:
    nodes = [_node("b", "root"), _node("root"), _node("a", "root"), _node("leaf", "a")]
    assert json.loads(rules.nested(nodes)) == [
        {
            "name": "root",
            "children": [
                {"name": "b", "children": []},
                {"name": "a", "children": [{"name": "leaf", "children": []}]},
            ],
        }
    ]


def test_a_child_whose_parent_is_not_in_force_stands_at_the_root() -> None:
    assert json.loads(rules.nested([_node("left", "gone")])) == [{"name": "left", "children": []}]


def test_nothing_nests_to_nothing() -> None:
    assert rules.nested([]) == "[]"


def test_whoever_stands_in_a_ring_is_still_shown_once() -> None:
    nodes = [_node("a", "b"), _node("b", "a"), _node("c", "b"), _node("root")]
    shown = json.loads(rules.nested(nodes))
    assert shown == [
        {"name": "root", "children": []},
        {"name": "a", "children": [{"name": "b", "children": [{"name": "c", "children": []}]}]},
    ]
