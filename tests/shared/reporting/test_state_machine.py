"""Whatever anybody tries in whatever order, a report moves by the table, level by level, hand by hand."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.reporting import rules, values

# One person with both rights, so that the same hands may try everything.
PEOPLE = {"an": (True, False), "bình": (True, False), "chi": (False, True), "dung": (True, True), "em": (False, False)}
STEPS = {
    ("draft", "submitted"),
    ("draft", "draft"),
    ("submitted", "returned"),
    ("submitted", "accepted"),
    ("returned", "draft"),
}


@dataclass
class Walk:
    """A report in the hands of the people above, who wrote in any of its rounds, and who signed which."""

    state: values.State = "draft"
    round: int = 1
    authors: set[str] = field(default_factory=lambda: {"an"})
    signers: dict[int, str] = field(default_factory=dict)

    def attempt(self, person: str, action: values.Action) -> bool:
        """Try; whether it was done."""
        own, coordinating = PEOPLE[person]
        relation = values.Relation(own, coordinating, person in self.authors, person in self.signers.values())
        if rules.refusal(action, self.state, relation) is not None:
            return False
        before = self.state, self.round
        self.state, self.round = rules.after(action, *before)
        self.check(person, action, *before)
        if action == "revise":
            self.authors.add(person)
        elif action == "submit":
            self.signers[self.round] = person
        return True

    def check(self, person: str, action: values.Action, before: values.State, round_before: int) -> None:
        """What must hold of every step that was done."""
        assert (before, self.state) in STEPS
        assert self.round - round_before == (before == "returned")
        if action == "submit":
            assert person not in self.authors
        if action in ("return", "accept"):
            assert round_before in self.signers, "a level was skipped"
            assert person not in self.signers.values()
            assert person not in self.authors


ATTEMPTS = st.lists(st.tuples(st.sampled_from(sorted(PEOPLE)), st.sampled_from(values.ACTIONS)), max_size=60)


@settings(max_examples=300, deadline=None)
@given(ATTEMPTS)
def test_no_sequence_of_attempts_leaves_the_table_or_skips_a_level(attempts: list[tuple[str, values.Action]]) -> None:
    walk = Walk()
    for person, action in attempts:
        done_with = walk.state == "accepted"
        assert not (walk.attempt(person, action) and done_with), "an accepted report moved"
        assert walk.state in values.STATES


def test_the_walk_reaches_acceptance_when_each_does_their_part() -> None:
    walk = Walk()
    steps: list[tuple[str, values.Action]] = [
        ("bình", "submit"), ("chi", "return"), ("an", "revise"), ("bình", "submit"), ("chi", "accept"),
    ]  # fmt: skip
    assert all(walk.attempt(person, action) for person, action in steps)
    assert (walk.state, walk.round) == ("accepted", 2)


def test_a_text_sent_again_is_still_its_first_authors() -> None:
    walk = Walk(authors={"dung"})
    assert walk.attempt("an", "submit")
    assert walk.attempt("chi", "return")
    assert walk.attempt("bình", "revise")
    assert not walk.attempt("dung", "submit")
    assert walk.attempt("an", "submit")
    assert not walk.attempt("dung", "accept")
