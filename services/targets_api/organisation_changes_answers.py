"""The shapes of answers about organisation changes and lineage, for the OpenAPI document."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from services.targets_api.answers import PageOfDay
from shared.kit.web.shapes import Shape
from shared.law.shapes import Certainty, Source
from shared.organisations.changes.values import Kind, Precision, Role

Known = Literal["no_longer", "from_now_on"]


class Step(Shape):
    """Một bước kế thừa theo một thay đổi; `continues`: cơ quan trước chỉ giao đi một phần /
    One step by one change; `continues`: the predecessor gave only a part away."""

    predecessor: str
    successor: str
    effective_on: dt.date
    effective_precision: Precision | None
    kind: Kind | None
    change: uuid.UUID | None
    heir: bool
    continues: bool
    certainty: Certainty


class Kin(Shape):
    """Một cơ quan trước hoặc sau, kèm đường đi từ cơ quan trước đến cơ quan sau /
    A predecessor or successor with the way from the former to the latter."""

    id: uuid.UUID
    slug: str
    name: str | None
    path: list[str]
    certainty: Certainty
    steps: list[Step]


class Lineage(Shape):
    """Các cơ quan tiền thân và kế thừa / Predecessors and successors."""

    id: uuid.UUID
    slug: str
    predecessors: list[Kin]
    successors: list[Kin]
    as_of: dt.date
    known_at: dt.datetime
    complete_until: dt.date | None


class ChangePart(Shape):
    """Một cơ quan trong thay đổi / One organisation in a change."""

    role: Role
    organisation: str
    founded: bool
    heir: bool
    continues: bool
    name: str | None
    short_name: str | None
    parent: str | None
    duties: list[str]
    certainty: Certainty


class OrganisationChange(Shape):
    """Thay đổi tổ chức theo một văn bản / A change of the register by a document."""

    id: uuid.UUID
    kind: Kind
    effective_on: dt.date
    effective_precision: Precision
    parts: list[ChangePart]
    note: str | None
    replaces: uuid.UUID | None
    replaced_by: uuid.UUID | None
    stated_by: str
    recorded_at: dt.datetime
    certainty: Certainty
    source: Source


class OneOrganisationChange(OrganisationChange):
    """Một thay đổi, kèm lúc trả lời / One change with the time of the answer."""

    known_at: dt.datetime
    complete_until: dt.date


class OrganisationChangePage(PageOfDay[OrganisationChange]):
    """Một trang thay đổi tổ chức / A page of changes."""

    complete_until: dt.date | None


class _Rows(Shape):
    """Bao nhiêu dòng, và tối đa 200 dòng đầu / How many rows, and at most the first 200."""

    count: int


class VersionEffect(Shape):
    """Một dòng danh bạ thôi đúng (`no_longer`) hoặc đúng từ nay (`from_now_on`) / A row of the register that holds no
    longer, or from now on."""

    known: Known
    organisation: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    name: str
    parent: str | None


class DutyEffect(Shape):
    """Một nhiệm vụ thường trực / A standing duty."""

    known: Known
    organisation: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    duty: str


class MembershipEffect(Shape):
    """Một chỗ trong nhóm / A place in a group."""

    known: Known
    organisation: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    group: str


class SuccessionEffect(Shape):
    """Một sự kế thừa / A succession."""

    known: Known
    predecessor: str
    successor: str
    effective_on: dt.date
    heir: bool
    continues: bool
    certainty: Certainty


class ObligationEffect(Shape):
    """Một nghĩa vụ báo cáo chuyển sang cơ quan khác / An obligation that passed on."""

    id: uuid.UUID
    organisation: str
    inherited_from: uuid.UUID
    year: int
    period: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    certainty: Certainty


class VersionEffects(_Rows):
    """Tên và cấp trên / Names and superiors."""

    rows: list[VersionEffect]


class DutyEffects(_Rows):
    """Nhiệm vụ thường trực / Standing duties."""

    rows: list[DutyEffect]


class MembershipEffects(_Rows):
    """Nhóm / Groups."""

    rows: list[MembershipEffect]


class SuccessionEffects(_Rows):
    """Kế thừa / Successions."""

    rows: list[SuccessionEffect]


class ObligationEffects(_Rows):
    """Nghĩa vụ báo cáo: bao nhiêu dòng thay đổi, bao nhiêu chuyển đi / Obligations: rows changed, and passed on."""

    passed_on: int
    rows: list[ObligationEffect]


class TaskEffects(Shape):
    """Nhiệm vụ chuyển theo / Tasks that followed."""

    count: int


class PlacementEffects(Shape):
    """Vị trí trong các hệ thống khác chuyển theo: số dòng thay đổi /
    Places in the other hierarchies that followed: rows changed."""

    count: int


class Effects(Shape):
    """Những gì thay đổi kéo theo / What followed from the change."""

    versions: VersionEffects
    duties: DutyEffects
    memberships: MembershipEffects
    successions: SuccessionEffects
    obligations: ObligationEffects
    placements: PlacementEffects
    tasks: TaskEffects


class RecordedChange(OrganisationChange):
    """Thay đổi đã ghi, hoặc xem trước, kèm những gì kéo theo / A change recorded or previewed, with what followed."""

    effects: Effects
