"""Why points are missing: of a publication by what its text says, of an open assessment by what was computed. Pure.

Every gap is handed out whole: what nobody says of a single component is `unattributed`, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from shared.analysis.gaps.values import CAUSES, LOSING, AppliesTo, Cause, Listed, Said, Share, Standing

# The reason code for a document of another period (shared/evidence/values.py).
_LATE = "out_of_period"


def cause_of(component: str, said: Iterable[Said]) -> Cause:
    """What a reason says of one component: what names it, else what is said of each of its list, else `unattributed`.

    "Some" (một số) is said of nobody in particular, and two causes are none.
    """
    return reading_of(component, said)[0]


def reading_of(component: str, said: Iterable[Said]) -> tuple[Cause, AppliesTo | None]:
    """The same, and whether the text names the component or speaks of each of its list; None where it does neither."""
    said = list(said)
    wide = [one for one in said if one.applies_to == "each"]
    narrow = [one for one in said if one.applies_to == "named" and component in one.components]
    for those in (narrow, wide):
        if len({one.cause for one in those}) == 1:
            return those[0].cause, those[0].applies_to
        if those:
            break
    return "unattributed", None


def cause_of_list(listed: Listed) -> Cause:
    """The one cause that is said of all its components, else `unattributed`."""
    causes = {cause_of(component, listed.said) for component in listed.maxima}
    return causes.pop() if len(causes) == 1 else "unattributed"


def published(gap: Fraction, lists: Sequence[Listed]) -> list[Share]:
    """The gap of one main index, in points, by cause; the shares sum to it exactly.

    Maxima of components that are unknown leave one figure for all lists that lose points: it has a cause only where
    they share one. Known ones give the list without points its own part, component by component.
    """
    if gap == 0:
        return []
    losing = [listed for outcome in LOSING for listed in lists if listed.outcome == outcome and listed.maxima]
    if not losing:
        return [Share("unattributed", gap, ())]
    zero = [listed for listed in losing if listed.outcome == "zero"]
    known = sum((listed.maximum or Fraction(0) for listed in zero), Fraction(0))
    if any(listed.maximum is None for listed in losing) or not 0 <= known <= gap:
        return [_together(gap, losing)]
    shares = [
        Share(cause_of(component, listed.said), maximum or Fraction(0), (component,))
        for listed in zero
        for component, maximum in listed.maxima.items()
    ]
    partial = [listed for listed in losing if listed.outcome == "partial"]
    if gap > known:
        shares.append(_together(gap - known, partial or losing))
    return add_up(shares)


def _together(points: Fraction, lists: Sequence[Listed]) -> Share:
    causes = {cause_of_list(listed) for listed in lists}
    components = tuple(component for listed in lists for component in listed.maxima)
    return Share(causes.pop() if len(causes) == 1 else "unattributed", points, components)


def add_up(shares: Iterable[Share]) -> list[Share]:
    """The shares of each cause as one, in the order of `CAUSES`; nothing is lost."""
    found: dict[Cause, tuple[Fraction, list[str]]] = {}
    for share in shares:
        points, components = found.get(share.cause, (Fraction(0), []))
        found[share.cause] = (points + share.points, [*dict.fromkeys((*components, *share.components))])
    return [Share(cause, *found[cause]) for cause in CAUSES if cause in found]


def computed(standing: Standing) -> Cause:
    """Why a component of an open assessment has not its maximum: what must be done next to win more.

    A document that waits comes first, whatever was decided before: nothing is lost while it waits. Then what was
    reached, then what was refused; at last what was never given.
    """
    if not standing.applicable:
        return "not_applicable"
    if not standing.determinable:
        return "not_determinable"
    if standing.undecided:
        return "undecided"
    if standing.pieces:
        return _decided(standing)
    return "not_measured" if standing.needs_figures and not standing.has_figures else "no_evidence"


def _decided(standing: Standing) -> Cause:
    if standing.reached:
        return "partial"
    if standing.accepted:
        return "not_implemented"
    return "late" if all(reason == _LATE for reason in standing.reasons) else "rejected"


def whole(gap: Fraction, shares: Iterable[Share]) -> list[Share]:
    """The shares of a sum's gap; what was rounded away between the parts and the sum goes to the largest share."""
    added = add_up(shares)
    rest = gap - sum((share.points for share in added), Fraction(0))
    if rest and not added:
        return [Share("unattributed", rest, ())]
    largest = max(range(len(added)), key=lambda place: added[place].points, default=0)
    return [
        Share(share.cause, share.points + (rest if place == largest else 0), share.components)
        for place, share in enumerate(added)
    ]
