"""The gaps of a publication: its lists as they are printed, every missing point with what is said of why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shared.analysis.gaps import rules, values
from shared.kit import decimals

_KNOWN = ("certain", "derived")
_HEAD = ("assessment", "organisation", "year", "framework", "framework_version", "status", "import_id", "imported_at")
_NOT_COMPUTED: dict[str, None] = dict.fromkeys(
    ("run_id", "engine_version", "assessment_version", "computed_version", "pending", "computed_at")
)


def answer(facts: dict[str, Any]) -> dict[str, Any]:
    """The answer, from the rows of `publication.sql`."""
    indices = [_index(facts, index) for index in facts["main_indices"]]
    gaps = [index["gap"] for index in indices]
    whole = bool(gaps) and None not in gaps and facts["total_method"] == "sum_of_points"
    shares = [share for index in indices for share in index.pop("shares")]
    return {
        **{name: facts[name] for name in _HEAD},
        "column": "published",
        **_NOT_COMPUTED,
        "provisional": False,
        "certainty": "derived" if whole else "unknown",
        "total": facts["total"],
        "max_points": facts["total_points"] if whole else None,
        "points": sum((index["points"] for index in indices), Decimal(0)) if whole else None,
        "gap": sum(gaps, Decimal(0)) if whole else None,
        "causes": causes(rules.add_up(shares)) if whole else [],
        "main_indices": indices,
    }


def causes(shares: Iterable[values.Share]) -> list[dict[str, Any]]:
    """Shares as answers show them."""
    return [
        {
            "cause": share.cause,
            "vi": values.WORDS[share.cause].vi,
            "en": values.WORDS[share.cause].en,
            "points": decimals.rounded(share.points),
            "components": list(share.components),
        }
        for share in shares
    ]


def _index(facts: dict[str, Any], index: dict[str, Any]) -> dict[str, Any]:
    members = [component for component in facts["components"] if component["main_index"] == index["number"]]
    reasons = [reason for reason in facts["reasons"] if reason["main_index"] == index["number"]]
    points = _points(index)
    gap = None if points is None else index["max_points"] - points
    known = _maxima(members)
    lists = [_listed(outcome, members, reasons, known) for outcome in ("full", *values.LOSING, "not_scored")]
    shares = [] if gap is None else rules.published(Fraction(gap), lists)
    printed = any(component["outcome"] for component in members)
    return {
        **{name: index[name] for name in ("number", "number_187", "name", "max_points", "certainty", "score_id")},
        "value": index["value"],
        "points": points,
        "gap": gap,
        "causes": causes(shares),
        "lists": [_list(listed, members, reasons) for listed in lists if _is_shown(listed, lists)] if printed else [],
        "components": [_component(component, lists, known) for component in members],
        "shares": shares,
    }


def _points(index: dict[str, Any]) -> Decimal | None:
    """Value × maximum at six places; 0 of a maximum of 0; None where nothing is published."""
    maximum, value = index["max_points"], index["value"]
    if maximum == 0:
        return Decimal(0)
    if maximum is None or value is None:
        return None
    return decimals.rounded(Fraction(maximum) * Fraction(value))


def _maxima(members: Sequence[dict[str, Any]]) -> dict[str, Fraction | None]:
    """The maxima that a document gives, by component; a provisional one is none."""
    return {
        component["code"]: Fraction(component["max_points"]) if component["max_points_certainty"] in _KNOWN else None
        for component in members
    }


def _listed(
    outcome: values.Outcome,
    members: Sequence[dict[str, Any]],
    reasons: Sequence[dict[str, Any]],
    known: dict[str, Fraction | None],
) -> values.Listed:
    codes = [component["code"] for component in members if component["outcome"] == outcome]
    said = tuple(
        values.Said(cause["cause"], cause["applies_to"], tuple(cause["components"]))
        for reason in reasons
        if reason["outcome"] == outcome
        for cause in reason["causes"]
    )
    return values.Listed(outcome, {code: known[code] for code in codes}, said)


def _is_shown(listed: values.Listed, lists: Sequence[values.Listed]) -> bool:
    """A scored main index has its three lists, also empty ones; one that is not scored has that list alone."""
    unscored = any(one.outcome == "not_scored" and one.maxima for one in lists)
    return (listed.outcome == "not_scored") == unscored


def _list(
    listed: values.Listed, members: Sequence[dict[str, Any]], reasons: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """One list with its heading as printed, its components in both numberings and the reason in its own words."""
    chosen = [component for component in members if component["code"] in listed.maxima]
    reason = next((reason for reason in reasons if reason["outcome"] == listed.outcome), None)
    loses = bool(chosen) and listed.outcome in values.LOSING
    return {
        "outcome": listed.outcome,
        "count": len(chosen),
        "heading": chosen[0]["heading"] if chosen else None,
        "components": [component["code"] for component in chosen],
        "codes_187": [component["code_187"] for component in chosen],
        "cause": rules.cause_of_list(listed) if loses else None,
        "reason": reason and {name: reason[name] for name in ("quote", "clause", "document", "causes")},
        "notes": list(dict.fromkeys(note for component in chosen for note in component["notes"])),
    }


def _component(
    component: dict[str, Any], lists: Sequence[values.Listed], known: dict[str, Fraction | None]
) -> dict[str, Any]:
    code, outcome = component["code"], component["outcome"]
    maximum = known[code] if outcome is not None else None
    points = {"full": maximum, "zero": Fraction(0) if maximum is not None else None}.get(outcome)
    gap = Fraction(0) if outcome == "full" or maximum == 0 else None
    if gap is None and maximum is not None and points is not None:
        gap = maximum - points
    cause, applies_to = None, None
    if outcome in values.LOSING:
        listed = next(one for one in lists if code in one.maxima)
        cause, applies_to = rules.reading_of(code, listed.said)
    return {
        **{name: component[name] for name in ("code", "code_187", "name", "outcome", "certainty", "score_id", "notes")},
        "max_points": None if maximum is None else decimals.rounded(maximum),
        "points": None if points is None else decimals.rounded(points),
        "gap": None if gap is None else decimals.rounded(gap),
        "cause": cause,
        "said_of": applies_to,
        "parts": [],
        "evidence": None,
    }
