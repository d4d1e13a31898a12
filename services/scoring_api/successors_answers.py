"""The shapes of crosswalks, previews and redecisions, for the OpenAPI document."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field

from shared.kit.web.shapes import Number, Page, Shape
from shared.law.shapes import Certainty, Source

Relation = Annotated[
    Literal["carried", "split", "merged", "regrouped", "lost", "new", "unknown"],
    Field(
        description="`carried`: vẫn còn; `split`: tách; `merged`: gộp; `regrouped`: tách và gộp; `lost`: bỏ; `new`:"
        " mới; `unknown`: không văn bản nào nói. / `unknown`: nothing says what becomes of it."
    ),
]


class CrosswalkVersion(Shape):
    """Một phiên bản trong bảng đối chiếu / A version in a crosswalk."""

    framework: str
    version: int
    version_id: uuid.UUID
    status: Literal["draft", "published", "incomplete"]
    component_count: Annotated[
        int | None, Field(description="Số chỉ số thành phần theo văn bản / how many its document says there are.")
    ]
    components_listed: Annotated[
        int, Field(description="Số chỉ số thành phần đã biết tên / how many are known by name.")
    ]


class CrosswalkComponent(Shape):
    """Chỉ số thành phần theo một phiên bản / A component as a version has it."""

    code: str
    name: str
    main_index: int
    max_points: Number | None
    max_points_certainty: Certainty
    rule: str


class CrosswalkPoints(Shape):
    """Tổng điểm tối đa; null khi chưa biết / Maxima together; null when one is unknown."""

    points: Number | None
    certainty: Certainty


class CrosswalkLine(Shape):
    """Các chỉ số thành phần tương ứng với nhau / Components that belong together."""

    relation: Relation
    ground: Annotated[
        Literal["code", "stated"] | None,
        Field(description="Vì sao biết: trùng mã, hay có văn bản / how it is known: equal codes, or a source."),
    ]
    before: list[CrosswalkComponent]
    after: list[CrosswalkComponent]
    points_before: CrosswalkPoints
    points_after: CrosswalkPoints
    rule_changed: Annotated[
        bool | None, Field(description="Cách tính khác đi / whether points are earned another way now.")
    ]
    sources: list[Source]


class CrosswalkSide(Shape):
    """Số chỉ số và điểm tối đa ở một phía / Components and maxima on one side."""

    components: int
    points: Number | None
    certainty: Certainty


class CrosswalkTotal(Shape):
    """Cộng theo quan hệ / The sum of one relation."""

    relation: Relation
    before: CrosswalkSide
    after: CrosswalkSide


class Crosswalk(Shape):
    """Đối chiếu hai phiên bản: chỉ số và điểm còn, bỏ, mới; không đoán điều không văn bản nào nói /
    Two versions side by side: components and points carried, lost and new; what nothing says is `unknown`."""

    from_: Annotated[CrosswalkVersion, Field(alias="from")]
    to: CrosswalkVersion
    same_framework: bool
    totals: list[CrosswalkTotal]
    lines: list[CrosswalkLine]


class RedecisionComponent(Shape):
    """Chỉ số thành phần theo phiên bản hiện hành / The component of the version in force."""

    code: str
    name: str
    max_points: Number | None


class FormerDecision(Shape):
    """Kết luận đã có, với điểm và điểm tối đa lúc đó / The decision in force, with points and maximum of its time."""

    id: uuid.UUID
    framework_version: int
    component: str
    part: str | None
    verdict: Literal["accept", "partial", "reject"]
    points: Number | None
    max_points: Number
    decided_at: dt.datetime


class Redecision(Shape):
    """Một kết luận cần xem lại vì bộ chỉ số có phiên bản mới / A decision to take again under the new version."""

    component: RedecisionComponent
    evidence: uuid.UUID
    revision: int
    title: str
    organisation: str
    reason: Annotated[
        Literal["maximum", "rule", "regrouped"],
        Field(
            description="`maximum`: điểm tối đa khác; `rule`: cách tính khác; `regrouped`: chỉ số đã tách hoặc gộp, kết"
            " luận cũ không được tính. / `regrouped`: split or merged, the decision of before does not count."
        ),
    ]
    decision: FormerDecision
    carried_points: Annotated[
        Number | None,
        Field(
            description="Tỷ lệ cũ nhân điểm tối đa mới, đang được tính; null khi không được tính / the share of then"
            " times the maximum of now, which counts until decided again; null: nothing counts."
        ),
    ]


class RedecisionList(Page[Redecision]):
    """Các kết luận cần xem lại / Decisions to take again."""


class PreviewFigure(Shape):
    """Một con số theo một phiên bản / A figure under a version."""

    points: Number | None
    max_points: Number | None
    value: Number | None
    certainty: Certainty
    not_determinable: bool


class PreviewColumns(Shape):
    """Tự chấm và thẩm định / Self and verified; null where there is no such figure."""

    self: PreviewFigure | None
    verified: PreviewFigure | None


class PreviewComponent(Shape):
    """Chỉ số thành phần của dự thảo / A component of the draft; `code_today`: the one it succeeds."""

    code: str
    name: str
    code_today: str | None
    today: PreviewColumns
    under_draft: PreviewColumns
    carried: bool


class PreviewedAssessment(Shape):
    """Một kỳ đánh giá: nay, và nếu công bố dự thảo / An assessment as it stands and as it would stand."""

    assessment: uuid.UUID
    organisation: str
    year: int
    status: Literal["open", "closed"]
    today: PreviewColumns
    under_draft: PreviewColumns
    carried: Annotated[
        int, Field(description="Số kết luận được giữ theo tỷ lệ / decisions whose share would be carried.")
    ]
    documents_lost: Annotated[
        int, Field(description="Số tài liệu không còn chỉ số nào / documents that would serve no component any more.")
    ]
    undecided: Annotated[
        int, Field(description="Số mục phải thẩm định thêm / how many more pieces would wait for a decision.")
    ]
    components: list[PreviewComponent] | None = None


class Preview(Page[PreviewedAssessment]):
    """Dự thảo áp lên các kỳ đánh giá hiện có / A draft applied to what has been claimed and decided."""

    framework: str
    version: int
    replaces_version: int | None
    engine_version: str
    crosswalk: Crosswalk | None


class Correspondence(Shape):
    """Một chỉ số ở hai phiên bản, theo văn bản / A component in two versions, as a source says; null: none there."""

    from_: Annotated[str | None, Field(alias="from")]
    to: str | None
    certainty: Certainty
    source: Source


class CorrespondenceList(Page[Correspondence]):
    """Những gì văn bản nói về hai phiên bản / What sources say of two versions."""
