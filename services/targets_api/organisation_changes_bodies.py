"""What an organisation change is recorded with."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints

from shared.law.bodies import Body, Note, Reference, Stated
from shared.law.shapes import Certainty
from shared.organisations import values as organisations
from shared.organisations.changes import proposals
from shared.organisations.changes.values import Kind, Precision
from shared.organisations.values import Duty, Level

EXAMPLE: dict[str, Any] = {
    "kind": "move",
    "effective_on": "2022-08-01",
    "effective_precision": "month",
    "subjects": [{"organisation": "ban-thi-dua-khen-thuong", "parent": "so-noi-vu"}],
    "source": {
        "document": "ke-hoach-phong-trao-thi-dua-2022",
        "clause": "IV.3.2, gạch đầu dòng 1",
        "quote": "gửi Ban Thi đua - Khen thưởng, Sở Nội vụ để thẩm định",
    },
    "certainty": "provisional",
}
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
Organisation = Annotated[Reference, Field(description="Slug hoặc id của cơ quan / slug or id of the organisation.")]
Superior = Annotated[Reference | None, Field(description="Cấp trên: slug hoặc id / the superior: its slug or id.")]
Sure = Annotated[
    Certainty | None,
    Field(
        description="Độ chắc chắn của riêng phần này, nếu khác cả thay đổi / how sure this part is, if otherwise than"
        " the whole change."
    ),
]


class FoundedOrganisation(Body):
    """Cơ quan được thành lập bởi thay đổi. / An organisation that the change founds."""

    slug: Annotated[Slug, Field(description="Mã của chúng ta, không dấu / our slug, without signs.")]
    name: Annotated[Name, Field(description="Tên đầy đủ / the full name.")]
    short_name: Annotated[Name | None, Field(description="Tên viết tắt / the short name.")] = None
    kind: Annotated[organisations.Kind, Field(description="Loại cơ quan / what kind of organisation.")]
    level: Annotated[Level | None, Field(description="Cấp / the level.")] = None
    parent: Superior = None


class Successor(Body):
    """Cơ quan kế thừa: có sẵn trong danh bạ, hoặc mới. / Who takes the place: in the register, or new."""

    organisation: Annotated[
        Reference | None, Field(description="Slug hoặc id, nếu đã có / slug or id, if it is there already.")
    ] = None
    new: Annotated[FoundedOrganisation | None, Field(description="Mô tả, nếu mới / described, if it is new.")] = None
    heir: Annotated[
        bool,
        Field(
            description="Nhận nhiệm vụ và phần việc còn lại; khi chia tách, mặc định là cơ quan đầu tiên / receives"
            " duties and what is open; of a split the first one by default."
        ),
    ] = False
    duties: Annotated[
        list[Duty],
        Field(
            default_factory=list,
            max_length=20,
            description="Nhiệm vụ thường trực được giao / standing duties that pass to it.",
        ),
    ]
    certainty: Sure = None

    def said(self) -> proposals.Successor:
        """The domain's word for it."""
        new = None if self.new is None else proposals.New(**self.new.model_dump())
        return proposals.Successor(self.organisation, new, self.heir, tuple(self.duties), self.certainty)


class Subject(Body):
    """Cơ quan được đổi tên hoặc đổi cấp trên. / Who is renamed or moved."""

    organisation: Organisation
    name: Annotated[Name | None, Field(description="Tên mới / the new name.")] = None
    short_name: Annotated[Name | None, Field(description="Tên viết tắt mới / the new short name.")] = None
    parent: Superior = None

    def said(self) -> proposals.Subject:
        """The domain's word for it."""
        return proposals.Subject(**self.model_dump())


class OrganisationChangeBody(Stated):
    """Thay đổi tổ chức theo một văn bản, có hiệu lực từ một ngày. `merge`: predecessors → một successor; `split`: một
    predecessor → successors (`continues`: cơ quan cũ còn hoạt động); `abolish`: predecessors, successor nếu văn bản
    nêu; `transfer`: nhiệm vụ (`duties`) từ predecessor sang successor; `rename`, `move`: subjects.

    A change of the register by a document, from a day on. `merge`: predecessors into one successor; `split`: one
    predecessor into successors (`continues`: it goes on); `abolish`: predecessors, and a successor if the document
    names one; `transfer`: `duties` from the predecessor to the successor; `rename`, `move`: subjects.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    kind: Annotated[Kind, Field(description="Loại thay đổi / kind of change.")]
    effective_on: Annotated[
        dt.date,
        Field(
            strict=False,
            ge=dt.date(1900, 1, 1),
            le=dt.date(2200, 12, 31),
            description="Có hiệu lực từ ngày / in effect from this day on.",
        ),
    ]
    effective_precision: Annotated[
        Precision,
        Field(
            description="Biết đến ngày, tháng hay năm; chỉ biết tháng hoặc năm thì ghi ngày đầu / whether day, month or"
            " year is known; then say its first day."
        ),
    ] = "day"
    predecessors: Annotated[
        list[Organisation],
        Field(
            default_factory=list, max_length=200, description="Cơ quan kết thúc hoặc giao đi / who ends, or gives away."
        ),
    ]
    continues: Annotated[bool, Field(description="Cơ quan bị chia tách còn hoạt động / whoever is split goes on.")] = (
        False
    )
    successors: Annotated[
        list[Successor],
        Field(
            default_factory=list,
            max_length=200,
            description="Cơ quan kế thừa hoặc nhận / who takes the place, or receives.",
        ),
    ]
    subjects: Annotated[
        list[Subject],
        Field(
            default_factory=list, max_length=200, description="Cơ quan đổi tên, đổi cấp trên / who is renamed or moved."
        ),
    ]
    note: Annotated[Note | None, Field(description="Ghi chú / a note.")] = None
    replaces: Annotated[
        uuid.UUID | None,
        Field(
            strict=False,
            description="Thay đổi đã ghi mà bản này ghi lại cho đúng / the recorded change that this one states anew.",
        ),
    ] = None

    def proposal(self) -> proposals.Proposal:
        """The domain's word for it."""
        return proposals.Proposal(
            self.kind,
            self.effective_on,
            self.effective_precision,
            tuple(self.predecessors),
            self.continues,
            tuple(one.said() for one in self.successors),
            tuple(one.said() for one in self.subjects),
            self.source.citation(),
            self.certainty,
            self.note,
            self.replaces,
        )
