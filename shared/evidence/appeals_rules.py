"""When and against what an appeal is taken, and what follows (docs/scoring.md: Opening, closing, appeals). Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from shared.evidence.appeals_values import Decision, Judgement, Round, RoundState, State
from shared.kit import decimals
from shared.kit.errors import Finding

# Why no decision can be appealed against: none is in force, all are on others' evidence, or there are several.
Unchosen = Literal["nothing_decided", "anothers", "several"]


def round_state(found: Round, today: dt.date) -> RoundState:
    """Where a round stands on a day: its last day is the one before `closes_before_on`."""
    if today < found.opens_on:
        return "announced"
    return "open" if today < found.closes_before_on else "over"


def nearest(rounds: Sequence[Round], today: dt.date) -> Round | None:
    """The round of a day, else the next one to come, else the last that is over: whose days a refusal names."""
    states = {found: round_state(found, today) for found in rounds}
    coming = [found for found in rounds if states[found] != "over"]
    if coming:
        return min(coming, key=lambda found: found.opens_on)
    return max(rounds, key=lambda found: found.closes_before_on, default=None)


def choose(decisions: Sequence[Decision], own: str, named: uuid.UUID | None) -> Decision | Unchosen:
    """The decision that an organisation (slug) appeals against: that of the id, else the only one on its evidence."""
    found = [decision for decision in decisions if named in (None, decision.id)]
    if not found:
        return "nothing_decided"
    mine = [decision for decision in found if decision.organisation == own]
    if not mine:
        return "anothers"
    return mine[0] if len(mine) == 1 else "several"


def heard_already(decision: Decision, round_id: uuid.UUID) -> bool:
    """A decision is appealed against once; what a round decided is final in that round."""
    return decision.appealed or decision.of_round == round_id


def after(state: State, verdict: Judgement) -> State | None:
    """What an appeal becomes; None: it was judged, and stays so."""
    return verdict if state == "pending" else None


def round_findings(opens_on: dt.date, closes_before_on: dt.date, today: dt.date) -> list[Finding]:
    """What is wrong with a new round's days."""
    if closes_before_on <= opens_on:
        return [
            Finding(
                "closes_before_on",
                f"Lies not after opens_on {opens_on}: no day would be left.",
                f"Không sau opens_on {opens_on}: không còn ngày nào.",
                "empty_round",
            )
        ]
    if closes_before_on <= today:
        return [
            Finding(
                "closes_before_on",
                f"The round would be over on {today}.",
                f"Đợt này đã hết hạn vào ngày {today}.",
                "over_already",
            )
        ]
    return []


def share_findings(before: tuple[Decimal | None, Decimal], now: tuple[Decimal | None, Decimal]) -> list[Finding]:
    """An upheld appeal gives more than the decision appealed against: (points, maximum) of each, by their shares."""
    (old, out_of), (new, most) = before, now
    if old is None and new == 0:  # what could not be determined gave nothing, and neither does this
        en, vi = "An upheld appeal gives more than nothing.", "Chấp nhận khiếu nại phải cho nhiều hơn 0 điểm."
        return [Finding("decision.points", en, vi, "not_more")]
    if old is None or new is None or not out_of or not most:
        return []
    if Fraction(new) / Fraction(most) > Fraction(old) / Fraction(out_of):
        return []
    return [
        Finding(
            "decision.points",
            f"An upheld appeal gives more than {decimals.plain(old)} of {decimals.plain(out_of)} points.",
            f"Chấp nhận khiếu nại phải cho nhiều hơn {decimals.plain(old)} trên {decimals.plain(out_of)} điểm.",
            "not_more",
        )
    ]
