"""Version 2: points of one component in both columns by its rule (docs/scoring.md: Self, verified, published). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from shared.assessments.values import Claim
from shared.evidence.values import Piece
from shared.frameworks import rule_kinds
from shared.frameworks.rule_kinds import Points
from shared.frameworks.rule_kinds.errors import ValuesUnfit
from shared.frameworks.values import Component, Former
from shared.scoring.engines import exact
from shared.scoring.values import COLUMNS, Score

# Posting evidence for these kinds is itself the claim of the maximum.
_CLAIMED_BY_EVIDENCE = frozenset(("granted", "yes_no"))
_NOTHING = Fraction(0)
_NO_POINTS = Points(_NOTHING)
Bests = Mapping[tuple[str, str], Fraction]
_Basis = dict[str, Any]


class _Measure(NamedTuple):
    """By what something is earned: the rule, the points it counts for, the points that the version itself gives it, and
    the largest ratio of the peers."""

    rule: rule_kinds.Rule
    maximum: Fraction
    stated: Fraction
    best: Fraction | None = None


class _Earned(NamedTuple):
    """What one decision earns, or those on parts together: `by` or `parts` says which."""

    found: Points
    by: Piece | None = None
    parts: Mapping[str, Any] | None = None

    def place(self) -> tuple[Fraction, int]:
        """Where it stands among others: the larger points, then the larger id, so that their order does not matter."""
        decision = None if self.by is None else self.by.decision_id
        return self.found.points or _NOTHING, -1 if decision is None else decision.int

    def basis(self) -> dict[str, Any]:
        """As JSON; asked for of the largest only."""
        if self.by is None:
            return {"parts": self.parts}
        return _with_how({"decision": str(self.by.decision_id), "revision": str(self.by.revision_id)}, self.found)


def scores(
    component: Component, maximum: Fraction, claim: Claim | None, pieces: Sequence[Piece], bests: Bests
) -> tuple[Score, Score]:
    """(self, verified) of one component that counts for `maximum` points.

    `bests`: the largest ratio of the peers by component and column, for normalised rules.
    """
    undecided = len({piece.revision_id for piece in pieces if piece.decision_id is None})
    stated = exact.of(component.max_points)
    if bests:
        by = [_Measure(component.rule, maximum, stated, bests.get((component.code, column))) for column in COLUMNS]
    else:
        by = [_Measure(component.rule, maximum, stated)] * len(COLUMNS)
    return (
        _score("self", component, maximum, _claimed(by[0], claim, pieces), undecided),
        _score("verified", component, maximum, _verified(by[1], pieces), undecided),
    )


def exempt(column: str, component: Component, exemption: str) -> Score:
    """A component that does not apply: nothing to earn, nothing to wait for."""
    return Score(
        column=column,
        node=f"component:{component.code}",
        points=_NOTHING,
        max_points=_NOTHING,
        value=None,
        certainty="certain",
        undecided=0,
        not_determinable=False,
        basis={"not_applicable": exemption},
    )


def _claimed(measure: _Measure, claim: Claim | None, pieces: Sequence[Piece]) -> tuple[Points, _Basis]:
    """An explicit claim; else the maximum, implied by evidence; else nothing. With what it rests on."""
    if claim is not None:
        found = _read(measure, claim, _stated_then(claim.former) or measure.stated)
        return found, _with_how({"claim": str(claim.id)}, found)
    if pieces and measure.rule.kind in _CLAIMED_BY_EVIDENCE:
        return Points(measure.maximum), {"implied_by_revisions": len({piece.revision_id for piece in pieces})}
    return _NO_POINTS, {}


def _verified(measure: _Measure, pieces: Sequence[Piece]) -> tuple[Points, _Basis]:
    """The largest points among the decisions in force; only parts add up, each the largest of its own. None: 0."""
    decided = [piece for piece in pieces if piece.decision_id is not None]
    if not decided:
        return _NO_POINTS, {}
    earned = [_decided(measure, piece, _stated_then(piece.former)) for piece in decided if piece.part is None]
    parts: dict[str, list[_Earned]] = {}
    for piece in decided:
        if piece.part is not None:
            parts.setdefault(piece.part, []).append(_part(measure, piece, piece.part))
    if parts:
        earned.append(_added({code: _largest(found) for code, found in sorted(parts.items())}, measure.maximum))
    largest = _largest(earned)
    return largest.found, {**largest.basis(), "decisions_in_force": len(decided)}


def _part(measure: _Measure, piece: Piece, code: str) -> _Earned:
    """What a decision on one part gives; a part that the rule does not have any more keeps its share of the whole."""
    part = measure.rule.part(code) if isinstance(measure.rule, rule_kinds.Parts) else None
    if part is None:
        whole = _Measure(rule_kinds.Granted(), measure.maximum, measure.stated)
        # Accepted was the part, not the whole: what it earned then is what counts.
        earned = piece if piece.verdict == "reject" else replace(piece, verdict="partial")
        return _decided(whole, earned, _stated_then(piece.former))
    own = _Measure(part.rule, measure.maximum * part.share, measure.stated * part.share)
    return _decided(own, piece, _stated_then(piece.former, code))


def _stated_then(former: Former | None, part: str | None = None) -> Fraction | None:
    """What the component, or a part of it, was out of in the earlier version that something was said under."""
    if former is None:
        return None
    then = former.rule.part(part) if part and isinstance(former.rule, rule_kinds.Parts) else None
    return Fraction(former.max_points) * (then.share if then else 1)


def _decided(measure: _Measure, piece: Piece, then: Fraction | None) -> _Earned:
    if piece.verdict == "reject":
        found = _NO_POINTS
    elif piece.verdict == "accept" and _gives_all(measure.rule, piece):
        found = Points(measure.maximum)
    else:
        found = _read(measure, piece, then or measure.stated)
    return _Earned(found, piece)


def _gives_all(rule: rule_kinds.Rule, piece: Piece) -> bool:
    """To accept is the maximum where no figure is asked for, then as now."""
    then = rule if piece.former is None or piece.part else piece.former.rule
    return rule.kind in _CLAIMED_BY_EVIDENCE and then.kind in _CLAIMED_BY_EVIDENCE


def _read(measure: _Measure, said: Claim | Piece, of: Fraction) -> Points:
    """Values by the rule; without any, or with values that another rule asked for, the share that was given then.

    `of`: what the points were given of.
    """
    if said.values and measure.rule.inputs():
        try:
            return rule_kinds.points(measure.rule, measure.maximum, said.values, measure.best)
        except ValuesUnfit:
            pass  # an answer to the rule of an earlier version: its share is carried
    if said.points is None:
        return Points(None, not_determinable=True)
    found = _share(said.points, of, measure.maximum, measure.rule.rounding)
    if said.former is None:
        return found
    carried = {"points": rule_kinds.written(Fraction(said.points)), "max_points": rule_kinds.written(of)}
    return Points(found.points, how={**found.how, "carried": carried})


@lru_cache(maxsize=8192)
def _share(given: Decimal, of: Fraction, maximum: Fraction, rounding: rule_kinds.Rounding | None) -> Points:
    """The share that `given` points are of `of`, in points of the maximum; the same again for many assessments."""
    share = min(Fraction(given) / of, Fraction(1)) if of else _NOTHING
    return rule_kinds.points(rule_kinds.Granted(rounding=rounding), maximum, {"points": share * maximum})


def _added(parts: Mapping[str, _Earned], maximum: Fraction) -> _Earned:
    """Parts as one: known points add up, what is not determinable is carried along."""
    known = [one.found.points for one in parts.values() if one.found.points is not None]
    points = min(sum(known, _NOTHING), maximum) if known else None
    unknown = any(one.found.not_determinable for one in parts.values())
    said = {
        code: {**one.basis(), "points": None if one.found.points is None else rule_kinds.written(one.found.points)}
        for code, one in parts.items()
    }
    return _Earned(Points(points, not_determinable=unknown), parts=said)


def _largest(earned: Sequence[_Earned]) -> _Earned:
    """The largest known points; only where nothing is known, what cannot be determined."""
    if len(earned) == 1:
        return earned[0]
    known = [one for one in earned if one.found.points is not None]
    return max(known or earned, key=_Earned.place)


def _with_how(said: dict[str, Any], found: Points) -> dict[str, Any]:
    return {**said, "how": dict(found.how)} if found.how else said


def _score(
    column: str, component: Component, maximum: Fraction, earned: tuple[Points, _Basis], undecided: int
) -> Score:
    found, basis = earned
    points = found.points if maximum else _NOTHING
    return Score(
        column=column,
        node=f"component:{component.code}",
        points=points,
        max_points=maximum,
        value=exact.quotient(points, maximum) if maximum and points is not None else None,
        certainty=component.certainty if maximum else "certain",
        undecided=undecided,
        not_determinable=found.not_determinable and bool(maximum),
        basis=basis,
    )
