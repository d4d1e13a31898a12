"""The shapes of this process's answers, for the OpenAPI document; a test holds the real answers against them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Literal

from pydantic import Field

from services.scoring_api.explanations import RunHead
from shared.kit.web.shapes import Number, Page, Shape
from shared.law.shapes import Certainty, Source

Outcome = Literal["full", "partial", "zero", "not_scored"]
Status = Literal["published", "incomplete", "draft"]
AssessmentStatus = Literal["open", "closed", "imported"]


class Assessment(Shape):
    """Kỳ đánh giá: một bộ chỉ số, một cơ quan, một năm / One framework, one organisation, one year."""

    id: uuid.UUID
    framework: str
    framework_version: int
    organisation: str
    year: int
    status: AssessmentStatus
    closed_on: dt.date | None
    certainty: Certainty
    source: Source


class ListReason(Shape):
    """Lý do của cả một danh sách chỉ số thành phần, theo lời của văn bản công bố /
    Why a list of components stands where it does, in the publication's words."""

    main_index: int
    outcome: Outcome
    components: list[str]
    quote: str | None
    clause: str | None
    document: str | None


class AssessmentWithReasons(Assessment):
    """Một kỳ đánh giá kèm lý do đã công bố / One assessment with the published reasons."""

    reasons: list[ListReason]


class AssessmentPage(Page[Assessment]):
    """Một trang kỳ đánh giá / A page of assessments."""


class ClaimAccepted(Shape):
    """Điểm tự chấm đã lưu và phiên bản cần đợi / The stored claim, and the version to wait for."""

    id: uuid.UUID
    component: str
    points: Number | None
    assessment_version: int


class _Figure(Shape):
    value: Number | None
    points: Number | None
    max_points: Number | None
    certainty: Certainty
    undecided: int
    not_determinable: bool
    score_id: uuid.UUID


class IndexScore(_Figure):
    """Chỉ số chính trong cột điểm được tính / A main index in a computed column."""

    number: int
    name: str


class PillarScore(_Figure):
    """Trụ cột trong cột điểm được tính / A pillar in a computed column."""

    pillar: Literal["government", "economy", "society"]
    name: str


class ComponentScore(_Figure):
    """Chỉ số thành phần trong cột điểm được tính / A component in a computed column."""

    code: str
    name: str


class ComputedColumn(Shape):
    """Tự chấm hoặc thẩm định: do một lần tính tính ra / Self or verified: computed by a run."""

    total: Number | None
    points: Number | None
    max_points: Number | None
    certainty: Certainty
    undecided: int
    not_determinable: bool
    score_id: uuid.UUID
    main_indices: list[IndexScore]
    pillars: list[PillarScore]
    components: list[ComponentScore]


class PublishedIndex(Shape):
    """Chỉ số chính đã công bố; điểm được suy ra / A main index as published; its points are derived."""

    number: int
    name: str
    value: Number | None
    points: Number | None
    points_certainty: Certainty
    max_points: Number | None
    rank: int | None
    certainty: Certainty
    score_id: uuid.UUID | None


class PublishedPillar(Shape):
    """Trụ cột của kết quả đã công bố / A pillar of a published assessment."""

    pillar: Literal["government", "economy", "society"]
    name: str
    value: Number | None
    max_points: Number | None
    certainty: Certainty
    score_id: uuid.UUID | None


class PublishedComponent(Shape):
    """Điều văn bản công bố nói về một chỉ số thành phần; chưa biết điểm /
    What the publication says of a component; its points are unknown."""

    code: str
    name: str
    points: Number | None
    max_points: Number | None
    outcome: Outcome | None
    certainty: Certainty
    score_id: uuid.UUID | None


class PublishedColumn(Shape):
    """Kết quả công bố: nhập từ văn bản, không tính ra / Imported from a publication, never computed."""

    total: Number | None
    rank: int | None
    rank_of: int | None
    certainty: Certainty
    rank_certainty: Certainty | None
    score_id: uuid.UUID
    main_indices: list[PublishedIndex]
    pillars: list[PublishedPillar]
    components: list[PublishedComponent]


class Scores(Shape):
    """Ba cột điểm của một kỳ đánh giá; `computed_version` ≥ `assessment_version` của một lần ghi: đã gồm lần ghi đó.

    The three columns of an assessment; `computed_version` ≥ an answer's `assessment_version`: what that write
    changed is in these figures.
    """

    assessment: uuid.UUID
    organisation: str
    year: int
    status: AssessmentStatus
    framework: str
    framework_version: int
    current_framework_version: int
    run_id: uuid.UUID | None
    assessment_version: int
    computed_version: int
    pending: bool
    computed_at: dt.datetime | None
    undecided: int | None
    provisional: bool | None
    self: ComputedColumn | None
    verified: ComputedColumn | None
    published: PublishedColumn | None


class Run(RunHead):
    """Một lần tính với mọi dữ liệu đã đọc; số trong `inputs` là thập phân chính xác viết thành chữ /
    One computation with every input it captured; figures in `inputs` are exact decimals as text."""

    assessment: uuid.UUID
    framework_version_id: uuid.UUID
    inputs: dict[str, Any]


class Difference(Shape):
    """Chỗ khác: dữ liệu, bộ tính hoặc một trường của một con số / What differs: inputs, engine, or a field of a
    figure; `stored` and `replayed` as text."""

    what: str
    column: Literal["self", "verified"] | None
    node: str | None
    stored: str | None
    replayed: str | None


class LastReplay(Shape):
    """Lần tính lại theo lịch gần nhất / The last replay on schedule."""

    replayed_at: dt.datetime
    difference_count: int


class RunReplay(Shape):
    """Kết quả tính lại; `differences` nêu nhiều nhất 50 chỗ / A run computed again; at most 50 differences listed."""

    run: uuid.UUID
    equal: bool
    difference_count: int
    differences: list[Difference]
    last: LastReplay | None


class Framework(Shape):
    """Bộ chỉ số với phiên bản mới nhất / A framework with its latest version."""

    id: uuid.UUID
    slug: str
    code: str
    name: str
    level: str
    years: list[int]
    version: int
    status: Status
    total_method: str | None
    total_points: Number | None
    component_count: int | None
    main_index_count: int | None
    certainty: Certainty
    source: Source


class FrameworkList(Page[Framework]):
    """Mọi bộ chỉ số / All frameworks."""


class FrameworkPillar(Shape):
    """Trụ cột / A pillar."""

    code: str
    name: str
    main_indices: list[int]
    max_points: Number | None
    share: Number | None
    certainty: Certainty


class FrameworkComponent(Shape):
    """Chỉ số thành phần với cách tính và điểm tối đa / A component with its rule and maximum."""

    id: uuid.UUID
    code: str
    code_187: str | None
    code_certainty: Literal["seen", "inferred", "derived"]
    name: str | None
    rule: dict[str, Any]
    rule_certainty: Certainty
    method: str | None = Field(description="“Cách xác định và tính điểm”, nguyên văn / how it is determined, verbatim.")
    evidence_asked: str | None = Field(description="Tài liệu kiểm chứng / the documents that the table asks for.")
    collected_from: str | None = Field(description="Nguồn thu thập / where the figures come from.")
    verified_with: str | None = Field(description="Đơn vị phối hợp xác minh / who helps to confirm it.")
    max_points: Number | None
    max_points_certainty: Certainty
    source: Source


class FrameworkIndex(Shape):
    """Chỉ số chính / A main index."""

    number: int
    number_187: str | int | None
    name: str
    group: str | None
    weight: Number | None
    component_count: int | None
    certainty: Certainty
    components: list[FrameworkComponent]


class FrameworkTree(Framework):
    """Một bộ chỉ số đến từng chỉ số thành phần / One framework down to its components."""

    replaces: str | None
    version_id: uuid.UUID
    revision: int = Field(description="Số lần ghi dự thảo / how often the draft was written.")
    stated_by: Literal["catalog", "api"]
    published_at: dt.datetime | None
    published_source: Source | None = Field(description="Văn bản công bố / by which document it was published.")
    not_applicable: Literal["redistributed", "excluded"] | None = Field(
        description="Điểm của chỉ số không áp dụng được chia lại hay trừ ra; null: phiên bản không nói / what becomes"
        " of the points of what does not apply; null: the version does not say."
    )
    pillars: list[FrameworkPillar]
    main_indices: list[FrameworkIndex]
