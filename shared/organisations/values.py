"""The words of the register: ids, duties, levels, and what a list can be narrowed by."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Literal

from shared.kit import names

Duty = Literal["coordination", "statistics"]
Level = Literal["province", "department", "district", "commune", "enterprise", "individual"]
ADMINISTRATIVE = "administrative"
Kind = Literal[
    "province",
    "steering_committee",
    "department",
    "district",
    "commune",
    "peoples_committee",
    "party_body",
    "council_body",
    "front",
    "association",
    "public_service_unit",
    "central_branch",
    "central_agency",
    "ministry",
    "police",
    "media",
    "enterprise",
    "school",
]
# How people read them.
KINDS: dict[str, str] = {
    "province": "Tỉnh, thành phố",
    "steering_committee": "Ban chỉ đạo",
    "department": "Sở, ban, ngành",
    "district": "Huyện",
    "commune": "Xã",
    "peoples_committee": "Ủy ban nhân dân",
    "party_body": "Cơ quan Đảng",
    "council_body": "Cơ quan của Hội đồng nhân dân, Quốc hội",
    "front": "Mặt trận",
    "association": "Hội, hiệp hội",
    "public_service_unit": "Đơn vị sự nghiệp",
    "central_branch": "Cơ quan ngành dọc tại tỉnh",
    "central_agency": "Cơ quan trung ương",
    "ministry": "Bộ",
    "police": "Công an",
    "media": "Báo, đài, cổng thông tin",
    "enterprise": "Doanh nghiệp",
    "school": "Trường",
}
LEVELS: dict[str, str] = {
    "province": "Cấp tỉnh",
    "department": "Cấp sở",
    "district": "Cấp huyện",
    "commune": "Cấp xã",
    "enterprise": "Doanh nghiệp",
    "individual": "Cá nhân",
}
CODE_STATUSES: dict[str, str] = {"confirmed": "Đã xác nhận", "unconfirmed": "Chưa xác nhận"}
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def organisation_id(slug: str) -> uuid.UUID:
    """The id of an organisation of the catalog."""
    return names.uuid_of("organisation", slug)


def group_id(slug: str) -> uuid.UUID:
    """The id of a group that the law addresses as a group."""
    return names.uuid_of("organisation-group", slug)


@dataclass(frozen=True)
class Filter:
    """What narrows the list; None does not. `q` is searched in the names, without signs. `parent_id`: the superior in
    `hierarchy`; without one a hierarchy of placements narrows to those who have a superior in it."""

    kind: str | None = None
    level: str | None = None
    parent_id: uuid.UUID | None = None
    hierarchy: str = ADMINISTRATIVE
    duty: str | None = None
    q: str | None = None


@dataclass(frozen=True)
class Standing:
    """How an organisation stands on a day: whether the register knows it and whether it holds the duty asked for; whose
    place it has taken (slugs), by successions that are certain or derived."""

    registered: bool
    holds_duty: bool
    predecessors: frozenset[str]
