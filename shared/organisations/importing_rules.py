"""Judging the rows of a register file against the register as it is known. Pure.

What a row says and the register says, too, is `unchanged`; what the register does not know is added, if the row cites
its document; whoever would be renamed or moved needs a document of change, and whatever else differs is refused.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.kit.tables import Row
from shared.organisations import register_table, values
from shared.organisations.changes import spells
from shared.organisations.changes.values import BEGINNING, END, Certainty, Change, Part, Version

# A finding of a row: its column, its code, and the sentence in English and Vietnamese.
Fault = tuple[str, str, str, str]
_UNKNOWN = uuid.UUID(int=0)  # the source of what is not recorded yet


@dataclass(frozen=True)
class Days:
    """A code or a place (`what`) of an organisation from a day until before another."""

    organisation: uuid.UUID
    what: Any
    valid_from: dt.date
    valid_to: dt.date

    def meets(self, other: Days) -> bool:
        """Whether both hold on some day."""
        return self.valid_from < other.valid_to and other.valid_from < self.valid_to


@dataclass(frozen=True)
class Code(Days):
    """A national code; `what` is the code."""

    status: str = "unconfirmed"


@dataclass(frozen=True)
class Place(Days):
    """A place in a hierarchy; `what` is its code."""

    superior: uuid.UUID = _UNKNOWN


@dataclass
class Known:
    """The register as it is known; what the rows add is added to it, so that a later row meets an earlier one."""

    ids: dict[str, uuid.UUID]
    identities: Mapping[uuid.UUID, tuple[str, str | None]]
    versions: defaultdict[uuid.UUID, list[Version]]
    codes: list[Code]
    places: list[Place]
    hierarchies: list[str]
    slugs: dict[uuid.UUID, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.slugs = {key: slug for slug, key in self.ids.items()}
        self._codes: defaultdict[Any, list[Code]] = defaultdict(list)
        self._places: defaultdict[Any, list[Place]] = defaultdict(list)
        for code in self.codes:
            self.add_code(code)
        for place in self.places:
            self.add_place(place)

    def add_code(self, code: Code) -> None:
        """One more code."""
        self._codes[code.what].append(code)
        self._codes[code.organisation].append(code)

    def add_place(self, place: Place) -> None:
        """One more place."""
        self._places[place.organisation, place.what].append(place)

    def codes_of(self, key: uuid.UUID | str) -> list[Code]:
        """Those of an organisation, or with a code."""
        return self._codes[key]

    def places_of(self, organisation: uuid.UUID, hierarchy: str) -> list[Place]:
        """Those of an organisation in a hierarchy."""
        return self._places[organisation, hierarchy]


@dataclass
class Judged:
    """What a row would add; empty when it says only what is known. `faults`: why it is refused."""

    row: Row
    organisation: uuid.UUID
    founded: Version | None = None
    changes: list[Change] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def adds(self) -> bool:
        """Whether it adds anything."""
        return bool(self.founded or self.changes or self.codes or self.places)


def judged(row: Row, known: Known, malformed: Callable[[str], bool]) -> Judged:
    """One row. `malformed`: whether a code has not the national form."""
    slug = str(row.values["slug"])
    found = Judged(row, known.ids.get(slug) or values.organisation_id(slug))
    found.faults += _form(row, slug)
    if not found.faults:
        (_known if found.organisation in known.identities else _new)(found, known)
    if not found.faults:
        _code(found, known, malformed)
        _places(found, known)
    if found.adds:
        found.faults += [
            (name, "missing", "Required for what is new or changed.", "Bắt buộc khi thêm hoặc thay đổi.")
            for name in ("document", "clause")
            if row.values.get(name) is None
        ]
    return found


def circles(known: Known, added: list[Place]) -> Iterator[tuple[Place, list[str]]]:
    """Each added place by which an organisation would stand below itself on some day, with the way round."""
    for place in added:
        way = _way_round(known, place, place.superior, place, [place.organisation])
        if way is not None:
            yield place, [known.slugs.get(one, "") for one in way]


def _way_round(known: Known, place: Place, at: uuid.UUID, days: Days, way: list[uuid.UUID]) -> list[uuid.UUID] | None:
    """The way from a place up to its own organisation over the days that all its steps share; None without one."""
    if at == place.organisation:
        return [*way, at]
    if at in way:
        return None
    for above in known.places_of(at, place.what):
        if above.meets(days):
            first, until = max(above.valid_from, days.valid_from), min(above.valid_to, days.valid_to)
            found = _way_round(known, place, above.superior, Days(at, place.what, first, until), [*way, at])
            if found is not None:
                return found
    return None


def _form(row: Row, slug: str) -> Iterator[Fault]:
    if re.fullmatch(values.SLUG, slug) is None:
        yield "slug", "slug_malformed", "Lower case, digits and hyphens.", "Chữ thường không dấu, số, gạch nối."
    first, until = _day(row, "valid_from") or BEGINNING, _day(row, "valid_to") or END
    if until <= first:
        yield "valid_to", "before_first", "Must lie after valid_from.", "Phải sau ngày hiệu lực từ."


def _new(found: Judged, known: Known) -> None:
    """An organisation that the register does not know."""
    row, said = found.row, found.row.values
    first = _day(row, "valid_from") or BEGINNING
    superior = _superior(found, known)
    if found.faults:
        return
    if found.organisation in known.versions:
        found.faults.append(("slug", "twice", "Is new in an earlier row already.", "Đã được thêm ở dòng trước."))
        return
    if superior is not None and spells.on(known.versions.get(superior, ()), first) is None:
        found.faults.append(
            ("superior", "not_in_force", "Is not in force on that day.", "Không có hiệu lực vào ngày đó.")
        )
        return
    found.founded = Version(
        organisation=found.organisation,
        name=str(said["name"]),
        short_name=_text(row, "short_name"),
        parent=superior,
        carried=(("statistics_code", _text(row, "statistics_code")),),
        source=_UNKNOWN,
        certainty=_certainty(row),
        valid_from=first,
        valid_to=_day(row, "valid_to") or END,
    )


def _known(found: Judged, known: Known) -> None:
    """An organisation of the register: what the row says of the version that begins on its day."""
    row, mine = found.row, known.versions.get(found.organisation, [])
    effective_on = _day(row, "effective_on")
    superior = _superior(found, known)
    if found.faults:
        return
    said = (str(row.values["name"]), _text(row, "short_name"), superior)
    if effective_on is not None and any(
        (one.name, one.short_name, one.parent) == said for one in mine if one.valid_from == effective_on
    ):
        return  # imported before
    first = _day(row, "valid_from") or BEGINNING
    version = next((one for one in mine if one.valid_from == first), None)
    if version is None:
        found.faults.append(
            (
                "valid_from",
                "no_such_version",
                "The register knows no version that begins on that day; leave the day as it was exported.",
                "Danh bạ không có phiên bản bắt đầu từ ngày đó; hãy giữ ngày như khi xuất.",
            )
        )
        return
    found.faults += _fixed(found, known, version)
    renamed, moved = said[:2] != (version.name, version.short_name), said[2] != version.parent
    if found.faults or not (renamed or moved):
        return
    if effective_on is None or row.values.get("document") is None or row.values.get("clause") is None:
        found.faults.append(_NEEDS_CHANGE["name" if renamed else "superior"])
        return
    certainty = _certainty(row)
    if renamed:
        part = Part(found.organisation, "subject", certainty, name=said[0], short_name=said[1])
        found.changes.append(_change("rename", effective_on, certainty, part))
    if moved:
        part = Part(found.organisation, "subject", certainty, parent=superior)
        found.changes.append(_change("move", effective_on, certainty, part))


_HINT_EN = (
    "needs a document of change: POST /v1/organisations/changes, or document, clause and effective_on in this row."
)
_HINT_VI = "cần văn bản: POST /v1/organisations/changes, hoặc ghi văn bản, điều khoản và ngày thay đổi ở dòng này."
_NEEDS_CHANGE: dict[str, Fault] = {
    "name": ("name", "needs_change", f"A new name {_HINT_EN}", f"Đổi tên {_HINT_VI}"),
    "superior": ("superior", "needs_change", f"Another superior {_HINT_EN}", f"Chuyển cấp trên {_HINT_VI}"),
}


def _change(kind: Any, on: dt.date, certainty: Certainty, part: Part) -> Change:
    return Change(uuid.uuid4(), kind, on, _UNKNOWN, certainty, (part,), 0)


def _fixed(found: Judged, known: Known, version: Version) -> Iterator[Fault]:
    """What no file changes."""
    kind, level = known.identities[found.organisation]
    held = {
        "kind": kind,
        "level": level,
        "statistics_code": dict(version.carried)["statistics_code"],
        "valid_to": None if version.valid_to == END else version.valid_to,
    }
    for name, value in held.items():
        if found.row.values.get(name) != value:
            shown = "" if value is None else value
            yield name, "fixed", f"Is {shown!s} and not changed by a file.", f"Đang là {shown!s}; không đổi bằng tệp."


def _superior(found: Judged, known: Known) -> uuid.UUID | None:
    slug = _text(found.row, "superior")
    if slug is None:
        return None
    if slug not in known.ids:
        found.faults.append(_no_organisation("superior", slug))
    return known.ids.get(slug)


def _code(found: Judged, known: Known, malformed: Callable[[str], bool]) -> None:
    """The code that the row states, unless it is known."""
    row, said = found.row, _text(found.row, "national_code")
    if said is None:
        return
    if malformed(said):
        found.faults.append(
            ("national_code", "code_malformed", "Is no national identifier.", "Không phải mã định danh điện tử.")
        )
        return
    status, first = _text(row, "national_code_status") or "unconfirmed", _day(row, "national_code_from")
    for held in known.codes_of(found.organisation):
        if held.what == said and first in (None, _limit(held.valid_from)):
            if held.status != status:
                found.faults.append(_HOW_CODES)
            return
    begins = first or (found.founded.valid_from if found.founded else BEGINNING)
    code = Code(found.organisation, said, begins, END, status)
    for held in [*known.codes_of(found.organisation), *known.codes_of(said)]:
        if held.meets(code):
            holder = known.slugs.get(held.organisation, "")
            found.faults.append(
                (
                    "national_code",
                    "code_taken",
                    f"{holder} has the code {held.what} on these days.",
                    f"{holder} có mã {held.what} trong những ngày đó.",
                )
            )
            return
    found.codes.append(code)


_HOW_CODES: Fault = (
    "national_code_status",
    "fixed",
    "To confirm or to end a code: POST /v1/organisations/{organisation}/identifiers with `replaces`.",
    "Xác nhận hoặc kết thúc mã: POST /v1/organisations/{organisation}/identifiers với `replaces`.",
)


def _places(found: Judged, known: Known) -> None:
    """The places that the row states, but for those that are known."""
    try:
        stated = list(register_table.places(_text(found.row, "placements") or ""))
        parsed = [(hierarchy, slug, day and dt.date.fromisoformat(day)) for hierarchy, slug, day in stated]
    except ValueError:
        found.faults.append(_PLACE_MALFORMED)
        return
    for hierarchy, slug, day in parsed:
        if hierarchy not in known.hierarchies:
            found.faults.append(_no_hierarchy(hierarchy, known.hierarchies))
        elif slug not in known.ids:
            found.faults.append(_no_organisation("placements", slug))
        else:
            _place(found, known, hierarchy, known.ids[slug], day or None)


def _place(found: Judged, known: Known, hierarchy: str, superior: uuid.UUID, first: dt.date | None) -> None:
    held = known.places_of(found.organisation, hierarchy)
    if any(one.superior == superior and first in (None, _limit(one.valid_from)) for one in held):
        return
    begins = first or (found.founded.valid_from if found.founded else BEGINNING)
    place = Place(found.organisation, hierarchy, begins, END, superior)
    other = next((one for one in [*held, *found.places] if one.what == hierarchy and one.meets(place)), None)
    if other is not None:
        above = known.slugs.get(other.superior, "")
        found.faults.append(
            (
                "placements",
                "already_placed",
                f"Stands below {above} in {hierarchy} on these days.",
                f"Đã thuộc {above} trong {hierarchy} vào những ngày đó.",
            )
        )
        return
    found.places.append(place)


_PLACE_MALFORMED: Fault = (
    "placements",
    "place_malformed",
    "Write hierarchy=superior or hierarchy=superior@YYYY-MM-DD, separated by semicolons.",
    "Ghi hệ thống=cấp trên hoặc hệ thống=cấp trên@YYYY-MM-DD, cách nhau bằng dấu chấm phẩy.",
)


def _no_hierarchy(code: str, known: list[str]) -> Fault:
    listed = ", ".join(known)
    return "placements", "unknown_hierarchy", f"{code}: one of {listed}.", f"{code}: một trong {listed}."


def _no_organisation(column: str, slug: str) -> Fault:
    return (
        column,
        "unknown_organisation",
        f"There is no organisation {slug!r}.",
        f"Không có cơ quan, đơn vị {slug!r}.",
    )


def _limit(day: dt.date) -> dt.date | None:
    """A day as the table writes it: without one where there is no limit."""
    return None if day == BEGINNING else day


def _day(row: Row, name: str) -> dt.date | None:
    value = row.values.get(name)
    return value if isinstance(value, dt.date) else None


def _text(row: Row, name: str) -> str | None:
    value = row.values.get(name)
    return None if value is None else str(value)


def _certainty(row: Row) -> Certainty:
    said: Certainty = row.values.get("certainty") or "certain"  # type: ignore[assignment]  # one of the choices
    return said
