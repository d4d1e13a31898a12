"""When an organisation reaches a criterion, and when it meets its set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from shared.targets import rules
from shared.targets.sets import values

# The version of `verdict` and `meets`; it changes when the same inputs may give another answer.
VERSION = "set-1"


def verdict(criterion: values.Criterion, found: values.Finding) -> values.Verdict:
    """Where an organisation stands at one criterion.

    A numeric criterion is compared with its milestone by `rules.status`; all others need a judgement. A mean over
    years is not comparable with a single year's figure.
    """
    if criterion.measure != "numeric":
        if found.judged is None:
            return values.Verdict("not_measured", "no_judgement")
        return values.Verdict("reached" if found.judged else "not_yet", "judgement")
    if found.observed is None:
        return values.Verdict("not_measured", "no_figure")
    if criterion.milestone is None:
        return values.Verdict("not_measured", "not_comparable")
    status = rules.status(criterion.aggregation, criterion.direction, criterion.milestone, found.observed)
    if status == "achieved":
        return values.Verdict("reached", "figure")
    return (
        values.Verdict("not_yet", "figure") if status == "not_yet" else values.Verdict("not_measured", "not_comparable")
    )


def meets(states: Iterable[values.State]) -> values.Meets:
    """Whether the whole set is met: no as soon as one criterion is not reached, yes only when every one is."""
    counted = Counter(states)
    if counted["not_yet"]:
        return "no"
    return "not_determined" if counted["not_measured"] or not counted else "yes"
