"""The shapes of this process's answers, for the OpenAPI document; a test holds the real answers against them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Literal

from services.scoring_api.explanations import RunHead
from shared.kit.web.shapes import Number, Page, Shape
from shared.law.shapes import Certainty, Source

Outcome = Literal["full", "partial", "zero", "not_scored"]
Status = Literal["published", "incomplete"]


class Assessment(Shape):
    """One framework, one organisation, one year / Kỳ đánh giá."""

    id: uuid.UUID
    framework: str
    framework_version: int
    organisation: str
    year: int
    status: Literal["imported", "open"]
    certainty: Certainty
    source: Source


class ListReason(Shape):
    """Why a list of components stands where it does, in the publication's words / Lý do."""

    main_index: int
    outcome: Outcome
    components: list[str]
    quote: str | None
    clause: str | None
    document: str | None


class AssessmentWithReasons(Assessment):
    """One assessment with the published reasons."""

    reasons: list[ListReason]


class AssessmentPage(Page[Assessment]):
    """A page of assessments."""


class ClaimAccepted(Shape):
    """The stored claim, and the version to wait for / Điểm tự chấm đã lưu."""

    id: uuid.UUID
    component: str
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
    """A main index in a computed column / Chỉ số chính."""

    number: int
    name: str


class PillarScore(_Figure):
    """A pillar in a computed column / Trụ cột."""

    pillar: Literal["government", "economy", "society"]
    name: str


class ComponentScore(_Figure):
    """A component in a computed column / Chỉ số thành phần."""

    code: str
    name: str


class ComputedColumn(Shape):
    """Self or verified: computed by a run / Tự chấm hoặc thẩm định."""

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
    """A main index as published; its points are derived / Chỉ số chính đã công bố."""

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
    """A pillar of a published assessment / Trụ cột."""

    pillar: Literal["government", "economy", "society"]
    name: str
    value: Number | None
    max_points: Number | None
    certainty: Certainty
    score_id: uuid.UUID | None


class PublishedComponent(Shape):
    """What the publication says of a component; its points are unknown / Chỉ số thành phần đã công bố."""

    code: str
    name: str
    points: Number | None
    max_points: Number | None
    outcome: Outcome | None
    certainty: Certainty
    score_id: uuid.UUID | None


class PublishedColumn(Shape):
    """Imported from a publication, never computed / Kết quả công bố."""

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
    """The three columns of an assessment / Ba cột điểm.

    `computed_version` ≥ an answer's `assessment_version`: what that write changed is in these figures.
    """

    assessment: uuid.UUID
    organisation: str
    year: int
    status: Literal["imported", "open"]
    framework: str
    framework_version: int
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
    """One computation with every input it captured; figures in `inputs` are exact decimals as text / Một lần tính."""

    assessment: uuid.UUID
    framework_version_id: uuid.UUID
    inputs: dict[str, Any]


class Framework(Shape):
    """A framework with its latest version / Bộ chỉ số."""

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
    """All frameworks."""


class FrameworkPillar(Shape):
    """A pillar / Trụ cột."""

    code: str
    name: str
    main_indices: list[int]
    max_points: Number | None
    share: Number | None
    certainty: Certainty


class FrameworkComponent(Shape):
    """A component with its rule and maximum / Chỉ số thành phần."""

    id: uuid.UUID
    code: str
    code_187: str | None
    code_certainty: Literal["seen", "inferred", "derived"]
    name: str | None
    rule: dict[str, Any]
    rule_certainty: Certainty
    max_points: Number | None
    max_points_certainty: Certainty
    source: Source


class FrameworkIndex(Shape):
    """A main index / Chỉ số chính."""

    number: int
    number_187: str | int | None
    name: str
    group: str | None
    weight: Number | None
    component_count: int | None
    certainty: Certainty
    components: list[FrameworkComponent]


class FrameworkTree(Framework):
    """One framework down to its components."""

    replaces: str | None
    version_id: uuid.UUID
    pillars: list[FrameworkPillar]
    main_indices: list[FrameworkIndex]


class Ranking(Shape):
    """A published ranking / Bảng xếp hạng."""

    id: uuid.UUID
    framework: str
    year: int
    kind: str
    certainty: Certainty
    source: Source


class RankingRow(Shape):
    """One rank; equal ranks stay equal / Một hạng."""

    rank: int
    organisation: str
    name: str


class RankingWithRows(Ranking):
    """One ranking with its rows."""

    rows: list[RankingRow]


class RankingListed(Ranking):
    """One ranking without its rows."""

    row_count: int


class RankingList(Page[RankingListed]):
    """All published rankings that match."""
