"""Whose claims exceed what was verified of them, and by how much (docs/scoring.md: Over-claim). Pure, exact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from shared.analysis.overclaim.values import Agency, Figure

_NOTHING = Decimal(0)


def by_agency(figures: Sequence[Figure]) -> list[Agency]:
    """One line for each claimant, the largest gap first, then by slug.

    The gap of a component is that of its claim. It is laid to whoever makes that claim; where the evidence of several
    implies it, it is shared, counted by each of them and never split: no document says in what proportion.
    """
    names = sorted({name for figure in figures for name in figure.claimants})
    found = [_agency(name, [figure for figure in figures if name in figure.claimants]) for name in names]
    return sorted(found, key=lambda one: (-one.gap, -one.shared_gap, one.organisation))


def total(figures: Iterable[Figure]) -> Decimal:
    """The sum of the known gaps."""
    return sum((figure.gap for figure in figures if figure.gap is not None), _NOTHING)


def _agency(name: str, figures: Sequence[Figure]) -> Agency:
    known = [figure for figure in figures if figure.gap is not None]
    alone = [figure for figure in known if len(figure.claimants) == 1]
    shared = [figure for figure in known if len(figure.claimants) > 1]
    return Agency(
        organisation=name,
        components=len(alone),
        own=sum((figure.own for figure in alone if figure.own is not None), _NOTHING),
        verified=sum((figure.verified for figure in alone if figure.verified is not None), _NOTHING),
        gap=total(alone),
        over_claimed=sum((figure.gap for figure in alone if figure.gap is not None and figure.gap > 0), _NOTHING),
        undecided_gap=total(figure for figure in alone if figure.undecided),
        shared_components=len(shared),
        shared_gap=total(shared),
    )
