"""Appeals: the days of a round at its thresholds, which decision is meant, and a walk that never leaves the table."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.evidence import appeals_rules as rules
from shared.evidence import appeals_values as values
from shared.identity import rights
from shared.identity.values import Principal

DAY = dt.date(2022, 11, 10)


def _round(opens: int, closes: int, number: int = 1) -> values.Round:
    """Days counted from 1 November 2022."""
    first = dt.date(2022, 11, 1)
    return values.Round(uuid.UUID(int=number), number, first + dt.timedelta(opens), first + dt.timedelta(closes))


@pytest.mark.parametrize(
    ("day", "state"),
    [("2022-10-31", "announced"), ("2022-11-01", "open"), ("2022-11-15", "open"), ("2022-11-16", "over")],
)
def test_a_round_at_its_thresholds(day: str, state: str) -> None:
    assert rules.round_state(_round(0, 15), dt.date.fromisoformat(day)) == state


@pytest.mark.parametrize(
    ("rounds", "number"),
    [
        ([], None),
        ([_round(0, 5)], 1),
        ([_round(0, 5), _round(5, 12, 2)], 2),
        ([_round(0, 5), _round(20, 25, 2)], 2),
        ([_round(30, 35), _round(20, 25, 2), _round(0, 9, 3)], 2),
    ],
)
def test_which_round_a_refusal_names(rounds: list[values.Round], number: int | None) -> None:
    found = rules.nearest(rounds, DAY)
    assert (found and found.number) == number


@pytest.mark.parametrize(
    ("opens", "closes", "code"),
    [
        ("2022-11-10", "2022-11-11", None),
        ("2022-11-01", "2022-11-10", "over_already"),
        ("2022-11-12", "2022-11-12", "empty_round"),
        ("2022-11-13", "2022-11-12", "empty_round"),
    ],
)
def test_the_days_of_a_new_round(opens: str, closes: str, code: str | None) -> None:
    found = rules.round_findings(dt.date.fromisoformat(opens), dt.date.fromisoformat(closes), DAY)
    assert [one.code for one in found] == ([code] if code else [])


def _decision(
    number: int, organisation: str, *, appealed: bool = False, of_round: int | None = None
) -> values.Decision:
    return values.Decision(
        uuid.UUID(int=number), organisation, appealed, None if of_round is None else uuid.UUID(int=of_round)
    )


def test_which_decision_is_meant() -> None:
    mine, other, second = _decision(1, "a"), _decision(2, "b"), _decision(3, "a")
    assert rules.choose([], "a", None) == "nothing_decided"
    assert rules.choose([mine, other], "a", uuid.UUID(int=9)) == "nothing_decided"
    assert rules.choose([other], "a", None) == "anothers"
    assert rules.choose([mine, other], "a", other.id) == "anothers"
    assert rules.choose([mine, other], "a", None) == mine
    assert rules.choose([mine, other, second], "a", None) == "several"
    assert rules.choose([mine, other, second], "a", second.id) == second


def test_what_is_heard_once() -> None:
    now = uuid.UUID(int=1)
    assert not rules.heard_already(_decision(1, "a"), now)
    assert rules.heard_already(_decision(1, "a", appealed=True), now)
    assert rules.heard_already(_decision(1, "a", of_round=1), now)
    assert not rules.heard_already(_decision(1, "a", of_round=2), now)


@pytest.mark.parametrize(
    ("before", "now", "enough"),
    [
        (("4", "10"), ("4.000001", "10"), True),
        (("4", "10"), ("4", "10"), False),
        (("4", "10"), ("3", "10"), False),
        (("4", "10"), ("3", "6"), True),  # under another version's maximum: by its share
        (("4", "10"), ("8", "20"), False),
        ((None, "10"), ("1", "10"), True),
        (("0", "0"), ("0", "0"), True),
        ((None, "10"), ("0", "10"), False),  # a rejection of what could not be determined
    ],
)
def test_an_upheld_appeal_gives_more(
    before: tuple[str | None, str], now: tuple[str | None, str], *, enough: bool
) -> None:
    (old, out_of), (new, most) = before, now
    found = rules.share_findings(
        (None if old is None else Decimal(old), Decimal(out_of)), (None if new is None else Decimal(new), Decimal(most))
    )
    assert (found == []) is enough


def test_points_are_said_as_people_write_them() -> None:
    (found,) = rules.share_findings((Decimal("4.000000"), Decimal("10.000000")), (Decimal("3"), Decimal("10.000000")))
    assert found.vi == "Chấp nhận khiếu nại phải cho nhiều hơn 4 trên 10 điểm."


# Who of them has which hand: the reporter submits, the heads appeal, the reviewers decide. One has every right.
PEOPLE = ("an", "bình", "chi", "dung", "em")
ACTIONS = ("decide", "appeal", "upheld", "dismissed", "day")


@dataclass
class Walk:
    """One piece of evidence of organisation `a` on a closed assessment with one round; days pass."""

    found: values.Round = field(default_factory=lambda: _round(2, 6))
    today: dt.date = dt.date(2022, 11, 1)
    closed: bool = False
    deciders: list[str] = field(default_factory=list)
    # Of each decision, by its place: who appealed against it, and what became of that.
    appeals: dict[int, str] = field(default_factory=dict)
    states: dict[int, values.State] = field(default_factory=dict)
    of_round: set[int] = field(default_factory=set)

    @property
    def decisions(self) -> list[values.Decision]:
        """The one in force."""
        last = len(self.deciders) - 1
        if last < 0:
            return []
        return [_decision(last, "a", appealed=last in self.appeals, of_round=1 if last in self.of_round else None)]

    def attempt(self, person: str, action: str, organisation: str) -> bool:
        """Try; whether it was done."""
        return bool(getattr(self, f"_{action}")(person, organisation))

    def _day(self, _: str, __: str) -> bool:
        self.today += dt.timedelta(1)
        self.closed = self.closed or bool(self.deciders)
        return True

    def _decide(self, person: str, _: str) -> bool:
        if self.closed:
            return False
        self.deciders.append(person)
        return True

    def _appeal(self, person: str, organisation: str) -> bool:
        chosen = rules.choose(self.decisions, organisation, None)
        if not self.closed or rules.round_state(self.found, self.today) != "open" or isinstance(chosen, str):
            return False
        if rules.heard_already(chosen, self.found.id):
            return False
        assert organisation == "a", "another organisation's evidence"
        assert self.found.opens_on <= self.today < self.found.closes_before_on
        place = len(self.deciders) - 1
        assert place not in self.appeals, "heard twice"
        self.appeals[place], self.states[place] = person, "pending"
        return True

    def _upheld(self, person: str, _: str) -> bool:
        return self._judge(person, "upheld")

    def _dismissed(self, person: str, _: str) -> bool:
        return self._judge(person, "dismissed")

    def _judge(self, person: str, verdict: values.Judgement) -> bool:
        if not self.states:
            return False
        place = max(self.states)
        caller = Principal(person, "tests", "b", frozenset({"reviewer"}), frozenset(), "t", 0, 0)
        hands = rights.hands(caller, authors=[self.appeals[place]], signers=[self.deciders[place]])
        if rights.refusal("judge_appeal", {"coordinating"}, state=self.states[place], hands=hands) is not None:
            return False
        became = rules.after(self.states[place], verdict)
        assert became is not None, "judged twice"
        assert person not in (self.appeals[place], self.deciders[place]), "by a hand in it"
        self.states[place] = became
        if became == "upheld":
            self.deciders.append(person)
            self.of_round.add(len(self.deciders) - 1)
        return True


ATTEMPTS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(ACTIONS), st.sampled_from(["a", "b"])), max_size=60
)


@settings(max_examples=300, deadline=None)
@given(ATTEMPTS)
def test_no_sequence_of_attempts_leaves_the_table(attempts: list[tuple[str, str, str]]) -> None:
    walk = Walk()
    for person, action, organisation in attempts:
        before, ordinary = dict(walk.states), len(walk.deciders) - len(walk.of_round)
        walk.attempt(person, action, organisation)
        for place, state in before.items():
            assert state == "pending" or walk.states[place] == state, "a verdict moved"
        assert len(walk.of_round) == sum(state == "upheld" for state in walk.states.values())
        assert not walk.closed or len(walk.deciders) - len(walk.of_round) == ordinary, "decided after closing"
    assert len(walk.appeals) <= 1, "what a round decided is final in it"


def test_the_walk_reaches_an_upheld_appeal() -> None:
    walk = Walk()
    steps = [("an", "decide"), *[("an", "day")] * 2, ("bình", "appeal"), ("chi", "upheld")]
    assert all(walk.attempt(person, action, "a") for person, action in steps)
    assert (walk.deciders, walk.states) == (["an", "chi"], {0: "upheld"})
    assert not walk.attempt("bình", "appeal", "a")
