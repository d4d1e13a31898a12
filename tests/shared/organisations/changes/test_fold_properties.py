"""Whatever is changed in whatever order: one version a day, no ring, nobody under nobody, no duty lost."""

from __future__ import annotations

import dataclasses
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.organisations.changes import fold, spells
from shared.organisations.changes.values import Change, Kind, Register, Version
from tests.shared.organisations.changes.parish import (
    GROUP,
    begins,
    called,
    change,
    coordinators,
    day,
    ends,
    id_of,
    stated,
    takes,
    under,
)

LETTERS = "ABCDEFGH"
KINDS: tuple[Kind, ...] = ("merge", "split", "rename", "abolish", "transfer", "move")
OFFICES = {"P": None, **dict.fromkeys("ABCD", "P"), "E": "A", "F": "A", "G": "B", "H": "G"}
BASE = stated(OFFICES, duty="A", members="ABCD")
LAST = 12
NAMES = st.sampled_from(LETTERS)
DAYS = st.integers(1, LAST)


@st.composite
def _change(draw: st.DrawFn, recorded: int) -> Change:
    kind = draw(st.sampled_from(KINDS))
    on, one, other = draw(DAYS), draw(NAMES), draw(NAMES)
    new = f"N{recorded}"
    parts = {
        "merge": (
            *ends(*draw(st.sets(NAMES, min_size=1, max_size=3))),
            draw(st.sampled_from([takes(other), begins(new, "P")])),
        ),
        "split": (
            *ends(one, continues=draw(st.booleans())),
            begins(new, "P", heir=draw(st.booleans())),
            draw(st.sampled_from([takes(other), begins(f"M{recorded}", other)])),
        ),
        "abolish": ends(*draw(st.sets(NAMES, min_size=1, max_size=3))),
        "rename": (called(one, new),),
        "move": (under(one, other),),
        "transfer": (*ends(one), takes(other, duties=("coordination",))),
    }[kind]
    return change(kind, on, *parts, recorded=recorded)


@st.composite
def _recorded(draw: st.DrawFn) -> list[Change]:
    """Changes as they would be recorded one after another: those that contradict what is there are refused."""
    kept: list[Change] = []
    for recorded in range(draw(st.integers(1, 7))):
        proposed = draw(_change(recorded))
        if not fold.fold(BASE, [*kept, proposed]).problems:
            kept.append(proposed)
    return kept


def _on(register: Register, on: int) -> dict[str, Version]:
    return {str(one.organisation): one for one in register.versions if one.valid_from <= day(on) < one.valid_to}


@settings(max_examples=300, deadline=None)
@given(_recorded())
def test_on_every_day_one_version_one_tree_and_the_duty_with_somebody_in_force(changes: list[Change]) -> None:
    register = fold.fold(BASE, changes)
    assert register.problems == ()
    lines: dict[object, list[Version]] = {}
    for version in register.versions:
        assert version.valid_from < version.valid_to
        lines.setdefault(version.organisation, []).append(version)
    assert all(spells.overlapping(line) is None for line in lines.values())
    for on in range(LAST + 2):
        standing = _on(register, on)
        for version in standing.values():
            seen, at = {str(version.organisation)}, version
            while at.parent is not None:
                assert str(at.parent) in standing, "under somebody who is not in force"
                assert str(at.parent) not in seen, "a ring"
                seen.add(str(at.parent))
                at = standing[str(at.parent)]
        (coordinating,) = coordinators(register, on)
        assert str(coordinating) in standing
        in_group = {str(one.organisation) for one in register.memberships if one.valid_from <= day(on) < one.valid_to}
        assert in_group <= set(standing)
    assert {one.group for one in register.memberships} <= {GROUP}


@settings(max_examples=200, deadline=None)
@given(_recorded(), st.randoms(use_true_random=False))
def test_the_order_of_recording_does_not_matter_on_different_days(changes: list[Change], chance: random.Random) -> None:
    apart = list({one.effective_on: one for one in changes}.values())
    register = fold.fold(BASE, apart)
    order = list(range(len(apart)))
    chance.shuffle(order)
    shuffled = [dataclasses.replace(one, recorded=place) for one, place in zip(apart, order, strict=True)]
    again = fold.fold(BASE, shuffled)
    assert (again.versions, again.duties, again.memberships) == (
        register.versions,
        register.duties,
        register.memberships,
    )
    assert again.successions == register.successions


@settings(max_examples=200, deadline=None)
@given(_change(0), _change(1))
def test_changes_of_the_same_day_in_different_trees_may_come_in_any_order(one: Change, other: Change) -> None:
    elsewhere = stated({name.lower(): parent and parent.lower() for name, parent in OFFICES.items()})
    both = dataclasses.replace(
        BASE, versions=(*BASE.versions, *elsewhere.versions), memberships=(*BASE.memberships, *elsewhere.memberships)
    )
    moved = {id_of(name): id_of(name.lower()) for name in (*LETTERS, "P", "N1", "M1")}
    other = dataclasses.replace(
        other,
        effective_on=one.effective_on,
        parts=tuple(
            dataclasses.replace(
                part,
                organisation=moved[part.organisation],
                parent=moved[part.parent] if part.parent else None,
            )
            for part in other.parts
        ),
    )
    first = fold.fold(both, [one, other])
    second = fold.fold(both, [dataclasses.replace(one, recorded=9), other])
    assert first.versions == second.versions
    assert first.successions == second.successions
    assert {(p.code, p.change) for p in first.problems} == {(p.code, p.change) for p in second.problems}


@settings(max_examples=200, deadline=None)
@given(_recorded())
def test_days_before_the_first_change_are_as_stated(changes: list[Change]) -> None:
    first = min((one.effective_on for one in changes), default=day(LAST))
    register = fold.fold(BASE, changes)
    early = {(one.organisation, one.name, one.parent) for one in register.versions if one.valid_from < first}
    assert early == {(one.organisation, one.name, one.parent) for one in BASE.versions}
