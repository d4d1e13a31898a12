"""The shapes of answers about codes, hierarchies and places."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from shared.kit.web.shapes import Shape
from shared.law.shapes import Certainty, Source
from shared.organisations.values import Kind, Level

StatedBy = Literal["catalog", "api"]


class Bilingual(Shape):
    """Tiếng Việt và tiếng Anh / The same in Vietnamese and English."""

    vi: str
    en: str


class Statement(Shape):
    """Một nội dung có hiệu lực trong một thời gian; nội dung mới thay nội dung cũ, không sửa /
    A statement that holds for some days; a new one takes its place, it is never changed."""

    id: uuid.UUID
    organisation: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    replaces: uuid.UUID | None
    stated_by: StatedBy
    certainty: Certainty
    source: Source


class Identifier(Statement):
    """Mã định danh điện tử của một cơ quan trong một thời gian / Whose national code is which, for some days."""

    code: str
    status: Literal["confirmed", "unconfirmed"]


class IdentifierOfDay(Identifier):
    """Mã định danh, và có hiệu lực vào ngày đó không / A code, and whether it is in force on the day."""

    in_force: bool


class IdentifierList(Shape):
    """Mọi mã của một cơ quan, theo ngày hiệu lực / All codes of an organisation, by their days."""

    items: list[IdentifierOfDay]
    next: None
    as_of: dt.date
    known_at: dt.datetime


class Placement(Statement):
    """Vị trí của một cơ quan trong một hệ thống thứ bậc / Where an organisation stands in a hierarchy."""

    hierarchy: str
    superior: str
    change: uuid.UUID | None


class PlacementOfDay(Placement):
    """Vị trí, và có hiệu lực vào ngày đó không / A place, and whether it is in force on the day."""

    in_force: bool


class PlacementList(Shape):
    """Mọi vị trí của một cơ quan ngoài hệ thống hành chính / All places of an organisation but the administrative."""

    items: list[PlacementOfDay]
    next: None
    as_of: dt.date
    known_at: dt.datetime


class Place(Shape):
    """Thuộc cơ quan nào trong hệ thống nào / Below whom in which hierarchy."""

    hierarchy: str
    superior: str


class Hierarchy(Shape):
    """Một hệ thống thứ bậc; `placed`: số cơ quan có cấp trên trong đó vào ngày đó /
    A hierarchy; `placed`: how many have a superior in it on the day."""

    code: str
    name: Bilingual
    description: Bilingual
    placed: int
    certainty: Certainty
    source: Source


class HierarchyList(Shape):
    """Mọi hệ thống thứ bậc / All hierarchies."""

    items: list[Hierarchy]
    next: None
    as_of: dt.date
    known_at: dt.datetime


class RegisteredOrganisation(Shape):
    """Cơ quan như đã đăng ký, trước mọi thay đổi / An organisation as it was registered, before any change."""

    id: uuid.UUID
    slug: str
    name: str
    short_name: str | None
    kind: Kind
    level: Level | None
    parent: str | None
    statistics_code: str | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    stated_by: StatedBy
    certainty: Certainty
    source: Source
