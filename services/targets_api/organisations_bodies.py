"""What an administrator states about the register."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints

from shared.kit.web import fields
from shared.law import bodies as grounds
from shared.organisations import identifiers, recording, registering, values

_SOURCE: dict[str, Any] = {
    "document": "ke-hoach-55-kh-ubnd-2022",
    "clause": "V.6",
    "quote": "**6. Sở Nội vụ**",
}
IDENTIFIER_EXAMPLE: dict[str, Any] = {
    "code": "H60.3",
    "status": "unconfirmed",
    "valid_from": "2022-04-12",
    "source": _SOURCE,
    "certainty": "provisional",
}
PLACEMENT_EXAMPLE: dict[str, Any] = {
    "hierarchy": "index_ownership",
    "superior": "so-thong-tin-va-truyen-thong",
    "valid_from": "2022-10-03",
    "source": {
        "document": "ke-hoach-187-kh-ubnd-2022",
        "clause": "IV.2",
        "quote": "Là cơ quan đầu mối, có trách nhiệm theo dõi, hướng dẫn, đôn đốc các cơ quan, đơn vị, địa phương",
    },
    "certainty": "derived",
}
ORGANISATION_EXAMPLE: dict[str, Any] = {
    "slug": "trung-tam-van-hoa-truyen-thong-va-the-thao-huyen-son-duong",
    "name": "Trung tâm Văn hóa, Truyền thông và Thể thao huyện Sơn Dương",
    "short_name": None,
    "kind": "public_service_unit",
    "level": "district",
    "superior": "huyen-son-duong",
    "valid_from": "2022-10-03",
    "source": {
        "document": "ke-hoach-187-kh-ubnd-2022",
        "clause": "II.2.1, gạch đầu dòng 2",
        "quote": "chỉ đạo Trung tâm Văn hóa, Truyền thông và Thể thao cấp huyện",
    },
    "certainty": "derived",
}
# The same as a row of a file.
ROW_EXAMPLE: dict[str, Any] = {
    **{name: value for name, value in ORGANISATION_EXAMPLE.items() if name not in ("short_name", "source")},
    **ORGANISATION_EXAMPLE["source"],
    "placements": "index_ownership=so-thong-tin-va-truyen-thong@2022-10-03",
}
Reference = Annotated[grounds.Reference, Field(description="Slug hoặc id của cơ quan / slug or id of an organisation.")]
Replaces = Annotated[
    Annotated[uuid.UUID, Field(strict=False)] | None,
    Field(
        description="Id của nội dung được thay thế, ví dụ để kết thúc hay đính chính / id of the statement whose place"
        " this takes, such as to end or to correct it."
    ),
]
ValidFrom = Annotated[
    fields.Day | None, Field(description="Từ ngày nào; bỏ trống: không có mốc / from which day; left out: no limit.")
]
ValidTo = Annotated[
    fields.Day | None,
    Field(description="Đến trước ngày nào; bỏ trống: chưa hết / until before which day; left out: no limit."),
]


_Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")
]


class _Statement(grounds.Stated):
    valid_from: ValidFrom = None
    valid_to: ValidTo = None
    replaces: Replaces = None

    def days(self) -> recording.Days:
        """The days on which it holds."""
        return recording.Days(self.valid_from, self.valid_to)

    def ground(self) -> recording.Ground:
        """On what it rests."""
        return recording.Ground(self.source.citation(), self.certainty)


class NewIdentifier(_Statement):
    """Mã định danh điện tử của cơ quan. / A national e-identifier of the organisation."""

    model_config = ConfigDict(json_schema_extra={"examples": [IDENTIFIER_EXAMPLE]})

    code: Annotated[
        str,
        StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$"),
        Field(
            description="Các nhóm 0-9, A-Z cách nhau bằng dấu chấm (Quyết định 20/2020/QĐ-TTg) / groups of 0-9 and A-Z"
            " separated by dots (decision 20/2020/QĐ-TTg)."
        ),
    ]
    status: Annotated[
        identifiers.Status, Field(description="Đã có nguồn xác nhận chưa / whether a source confirms it.")
    ]


class NewPlacement(_Statement):
    """Vị trí của cơ quan trong một hệ thống thứ bậc. / Where the organisation stands in a hierarchy."""

    model_config = ConfigDict(json_schema_extra={"examples": [PLACEMENT_EXAMPLE]})

    hierarchy: Annotated[
        str,
        StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00]*$"),
        Field(
            description="Mã hệ thống thứ bậc, xem `/v1/organisations/hierarchies` / code of a hierarchy, see"
            " `/v1/organisations/hierarchies`."
        ),
    ]
    superior: Reference


class NewOrganisation(grounds.Stated):
    """Cơ quan chưa có trong danh bạ. / An organisation that the register does not know."""

    model_config = ConfigDict(json_schema_extra={"examples": [ORGANISATION_EXAMPLE]})

    slug: Annotated[
        str,
        StringConstraints(pattern=values.SLUG, max_length=120),
        Field(description="Mã trong địa chỉ; không đổi khi đổi tên / its name in addresses; it stays for good."),
    ]
    name: Annotated[_Name, Field(description="Tên đầy đủ / the full name.")]
    short_name: Annotated[_Name | None, Field(description="Tên viết tắt / the short name.")] = None
    kind: Annotated[values.Kind, Field(description="Loại cơ quan / its kind.")]
    level: Annotated[values.Level | None, Field(description="Cấp / its level.")] = None
    superior: Annotated[
        grounds.Reference | None,
        Field(
            description="Slug hoặc id của cấp trên hành chính, có hiệu lực vào ngày đó; null nếu không có / slug or id"
            " of the administrative superior, in force on that day; null for none."
        ),
    ]
    statistics_code: Annotated[
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)] | None,
        Field(description="Mã của cơ quan thống kê / the statistics office's code."),
    ] = None
    valid_from: Annotated[fields.Day, Field(description="Từ ngày nào / from which day.")]
    valid_to: ValidTo = None

    def wanted(self) -> registering.Wanted:
        """The domain's words for it."""
        return registering.Wanted(
            slug=self.slug,
            name=self.name,
            short_name=self.short_name,
            kind=self.kind,
            level=self.level,
            superior=self.superior,
            statistics_code=self.statistics_code,
            days=recording.Days(self.valid_from, self.valid_to),
            ground=recording.Ground(self.source.citation(), self.certainty),
        )
