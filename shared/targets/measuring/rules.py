"""Who may state what of which day, and when a figure is a new vintage. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from shared.kit.errors import Finding
from shared.targets import rules as figures
from shared.targets.measuring.values import Measured, Speaker, Statement, Vintage
from shared.targets.values import Origin

# A statement with its target; where it stands in the request, by its number; what was recorded of its target and day.
Stated = tuple[Statement, Measured | None]
Place = Callable[[int], str]
Before = Mapping[tuple[uuid.UUID, dt.date], Sequence[Vintage]]
# Level of a target → levels of the organisations that measure it: its own, and those whose figures are its parts. The
# departments measure for the province; nobody measures for somebody above or beside.
_MEASURES: Mapping[str, frozenset[str]] = {
    "province": frozenset({"province", "department", "district", "commune"}),
    "department": frozenset({"department"}),
    "district": frozenset({"district", "commune"}),
    "commune": frozenset({"commune"}),
    "enterprise": frozenset({"enterprise"}),
    "individual": frozenset({"individual"}),
}


def origins(*, service: bool, statistics: bool) -> frozenset[Origin]:
    """The origins that a caller may name: people speak for their organisation, a service account also for a machine,
    and the statistics office is whoever holds that duty."""
    found: set[Origin] = {"organisation"}
    if service:
        found.add("machine")
    if statistics:
        found.add("statistics_office")
    return frozenset(found)


def fits(target_level: str, organisation_level: str | None) -> bool:
    """Whether an organisation of this level measures targets of that level."""
    return organisation_level in _MEASURES.get(target_level, frozenset())


def fitting() -> dict[str, list[str]]:
    """Level of an organisation → levels of the targets that it measures."""
    own = sorted({level for levels in _MEASURES.values() for level in levels})
    return {level: [target for target, levels in _MEASURES.items() if level in levels] for level in own}


def findings(
    target: Measured | None, said: Statement, speaker: Speaker, today: dt.date, here: str
) -> Iterator[Finding]:
    """What keeps a statement from being recorded; `here`: its place in the request, e.g. `items.0`, or ""."""
    if target is None:
        yield _finding(here, "target", "There is no such target.", "Không có chỉ tiêu này.", "unknown")
    else:
        for found in figures.findings(target, said.figure, here):
            yield Finding(found.field.removeprefix("."), found.en, found.vi, found.code)
        yield from _places(target, said, speaker, here)
    yield from _days(said, speaker, today, here)
    if said.origin not in speaker.origins:
        yield _finding(
            here,
            "origin",
            f"You state figures of origin: {', '.join(sorted(speaker.origins))}.",
            f"Bạn chỉ ghi được số liệu có nguồn: {', '.join(sorted(speaker.origins))}.",
            "origin_not_yours",
        )


def _places(target: Measured, said: Statement, speaker: Speaker, here: str) -> Iterator[Finding]:
    if not fits(target.level, speaker.level):
        yield _finding(
            here,
            "target",
            f"It is a target of level {target.level}; {speaker.slug} is of level {speaker.level or 'none'}.",
            f"Chỉ tiêu này thuộc cấp {target.level}; {speaker.slug} thuộc cấp {speaker.level or 'khác'}.",
            "level_mismatch",
        )


def _days(said: Statement, speaker: Speaker, today: dt.date, here: str) -> Iterator[Finding]:
    if said.measured_on > today:
        yield _finding(here, "measured_on", "Must not be after today.", "Không được sau hôm nay.", "in_future")
    elif not speaker.stands_on(said.measured_on):
        yield _finding(
            here,
            "measured_on",
            f"{speaker.slug} is not in force on this day.",
            f"{speaker.slug} không hoạt động vào ngày này.",
            "organisation_not_in_force",
        )


def value_of(said: Statement, target: Measured) -> Decimal:
    """What a statement says in the target's unit, at six places. The figure has passed `findings`."""
    return figures.value_of(target, said.figure)


def unchanged(said: Statement, value: Decimal, known: Iterable[Vintage]) -> Vintage | None:
    """The vintage that says exactly this already; None when it says something new. `value` in the target's unit."""
    figure = said.figure
    wanted = (figure.kind, said.origin, value, figure.numerator, figure.denominator, figure.quality_note)
    for one in known:
        same = (one.kind, one.origin, one.value, one.numerator, one.denominator, one.quality_note) == wanted
        if same and (one.corrects, one.reason) == (said.corrects, said.reason):
            return one
    return None


def findings_of_all(
    stated: Sequence[Stated], before: Before, speaker: Speaker, today: dt.date, place: Place
) -> Iterator[Finding]:
    """What keeps the statements of one request from being recorded, but for estimates after a final (`reopened`)."""
    for number, (said, target) in enumerate(stated):
        yield from findings(target, said, speaker, today, place(number))
    yield from _repeated(stated, place)
    yield from _lost(stated, before, place)


def _repeated(stated: Sequence[Stated], place: Place) -> Iterator[Finding]:
    """Figures of one kind stated twice for a target and day in one request: which one is later cannot be told."""
    seen: set[tuple[uuid.UUID, dt.date, str]] = set()
    for number, said, target in _known(stated):
        key = (target.id, said.measured_on, said.figure.kind)
        if key in seen:
            yield _finding(place(number), "target", "Is stated twice.", "Được nêu hai lần.", "twice")
        seen.add(key)


def _lost(stated: Sequence[Stated], before: Before, place: Place) -> Iterator[Finding]:
    """`corrects` that names no vintage of the same target, organisation and day."""
    for number, said, target in _known(stated):
        known = {one.id for one in before[target.id, said.measured_on]}
        if said.corrects is not None and said.corrects not in known:
            yield _finding(
                place(number),
                "corrects",
                "Is no measurement of this target, organisation and day.",
                "Không phải số liệu của cùng chỉ tiêu, cơ quan và ngày.",
                "unknown",
            )


def reopened(stated: Sequence[Stated], before: Before, place: Place) -> Iterator[Finding]:
    """Estimates that follow a recorded final figure without saying why, unless they only repeat what was said before
    it. The figures have passed `findings`."""
    for number, said, target in _known(stated):
        known = before[target.id, said.measured_on]
        follows = any(one.firm for one in known) and said.figure.kind == "estimate" and said.reason is None
        if follows and unchanged(said, value_of(said, target), known) is None:
            yield _finding(
                place(number),
                "reason",
                "A final figure stands; say why an estimate follows it.",
                "Đã có số chính thức; hãy nêu lý do ghi số ước sau đó.",
                "estimate_after_final",
            )


def _known(stated: Sequence[Stated]) -> Iterator[tuple[int, Statement, Measured]]:
    for number, (said, target) in enumerate(stated):
        if target is not None:
            yield number, said, target


def _finding(here: str, name: str, en: str, vi: str, code: str) -> Finding:
    return Finding(f"{here}.{name}" if here else name, en, vi, code)
