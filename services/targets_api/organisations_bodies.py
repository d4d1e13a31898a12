"""What an administrator states about the register."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints

from services.targets_api import bodies_common
from shared.kit.web import fields
from shared.organisations import identifiers, recording

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
Reference = Annotated[
    bodies_common.Reference, Field(description="Slug hoặc id của cơ quan / slug or id of an organisation.")
]
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


class _Statement(bodies_common.Stated):
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
