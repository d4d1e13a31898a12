"""Who takes part in a task on which day, whatever changes of the register were recorded in whatever order."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Sequence

import pytest

from shared.tasks import rules
from shared.tasks.values import EVER, NEVER_ENDS, Party, Passing, Spell

A, B, C, D, E = (uuid.UUID(int=number) for number in range(1, 6))
GROUP = uuid.UUID(int=99)
PLAN, MARCH, JULY = dt.date(2022, 3, 30), dt.date(2025, 3, 1), dt.date(2025, 7, 1)


def passing(predecessor: uuid.UUID, *successors: uuid.UUID, on: dt.date, number: int = 0) -> Passing:
    return Passing(uuid.UUID(int=1000 + number), predecessor, successors, on, "certain")


def lead(who: uuid.UUID) -> Party:
    return Party("lead", 0, who, None)


def fold(parties: Sequence[Party], *passings: Passing, since: dt.date = PLAN) -> list[Spell]:
    return rules.spells(parties, since, "certain", passings)


def told(spells: Sequence[Spell]) -> list[tuple[str, int, dt.date, dt.date]]:
    return [(s.role, int(s.organisation or s.group or uuid.UUID(int=0)), s.valid_from, s.valid_to) for s in spells]


def test_without_a_change_everybody_stays() -> None:
    parties = [lead(A), Party("co_lead", 0, B, None), Party("partner", 0, None, GROUP)]
    assert told(fold(parties)) == [
        ("lead", 1, PLAN, NEVER_ENDS),
        ("co_lead", 2, PLAN, NEVER_ENDS),
        ("partner", 99, PLAN, NEVER_ENDS),
    ]


def test_the_successor_leads_from_the_day_and_the_time_before_stays() -> None:
    found = fold([lead(A)], passing(A, B, on=MARCH))
    assert told(found) == [("lead", 1, PLAN, MARCH), ("lead", 2, MARCH, NEVER_ENDS)]
    assert [spell.change is None for spell in found] == [True, False]


def test_two_changes_in_a_row_whichever_was_recorded_first() -> None:
    changes = [passing(A, B, on=MARCH, number=1), passing(B, C, on=JULY, number=2)]
    wanted = [("lead", 1, PLAN, MARCH), ("lead", 2, MARCH, JULY), ("lead", 3, JULY, NEVER_ENDS)]
    assert told(fold([lead(A)], *changes)) == told(fold([lead(A)], *reversed(changes))) == wanted


def test_who_ended_before_the_task_began_never_leads() -> None:
    changes = [passing(A, B, on=MARCH, number=1), passing(B, C, on=JULY, number=2)]
    assert told(fold([lead(A)], *changes, since=JULY)) == [("lead", 3, JULY, NEVER_ENDS)]


def test_of_several_successors_the_first_leads_provisionally_and_the_others_co_lead() -> None:
    found = fold([lead(A)], passing(A, B, C, on=MARCH))
    assert told(found)[1:] == [("lead", 2, MARCH, NEVER_ENDS), ("co_lead", 3, MARCH, NEVER_ENDS)]
    assert {spell.certainty for spell in found[1:]} == {"provisional"}


def test_nobody_stands_twice_after_a_merger() -> None:
    parties = [lead(A), Party("co_lead", 0, B, None), Party("partner", 0, C, None)]
    found = fold(parties, passing(A, C, on=MARCH, number=1), passing(B, C, on=MARCH, number=2))
    assert [one for one in told(found) if one[3] == NEVER_ENDS] == [("lead", 3, MARCH, NEVER_ENDS)]


def test_a_group_passes_on_to_nobody() -> None:
    assert told(fold([Party("lead", 0, None, GROUP)], passing(A, B, on=MARCH))) == [("lead", 99, PLAN, NEVER_ENDS)]


def test_what_is_less_certain_stays_so() -> None:
    unsure = Passing(uuid.UUID(int=7), A, (B,), MARCH, "provisional")
    found = rules.spells([lead(A)], PLAN, "certain", [unsure, passing(B, C, on=JULY)])
    assert [spell.certainty for spell in found] == ["certain", "provisional", "provisional"]


@pytest.mark.parametrize("seed", range(300))
def test_one_leads_on_every_day_and_the_order_of_recording_says_nothing(seed: int) -> None:
    chance = random.Random(seed)
    everybody = [A, B, C, D, E]
    days = [PLAN + dt.timedelta(days=chance.randrange(-200, 2000)) for _ in range(6)]
    passings = []
    for number, day in enumerate(days[: chance.randrange(1, 6)]):
        predecessor, *others = chance.sample(everybody, len(everybody))
        passings.append(passing(predecessor, *others[: chance.randrange(1, 3)], on=day, number=number))
    parties = [lead(A), Party("co_lead", 0, B, None), Party("partner", 0, C, None), Party("partner", 1, None, GROUP)]
    since = chance.choice([EVER, PLAN])
    found = fold(parties, *passings, since=since)
    chance.shuffle(passings)
    assert fold(parties, *passings, since=since) == found
    for day in [since, PLAN, *days, *(day - dt.timedelta(days=1) for day in days)]:
        if day < since:
            continue
        standing = [spell for spell in found if spell.valid_from <= day < spell.valid_to]
        assert [spell.role for spell in standing].count("lead") == 1
        who = [spell.organisation or spell.group for spell in standing]
        assert len(who) == len(set(who))


def test_kin_is_everybody_whom_a_chain_of_passings_connects() -> None:
    chain = [passing(A, B, on=MARCH), passing(B, C, D, on=JULY)]
    assert rules.kin(D, chain) == {A, B, C, D}
    assert rules.kin(E, chain) == {E}
