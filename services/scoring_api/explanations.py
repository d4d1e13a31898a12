"""The shapes of `/v1/scores/{score}/explain`, for the OpenAPI document: a computed figure, or a published one."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Literal

from pydantic import Field

from shared.kit.web.shapes import Number, Shape
from shared.law.shapes import Certainty, Source


class How(Shape):
    """How the figure is made, in a sentence / Cách tính."""

    vi: str
    en: str


class RunHead(Shape):
    """The computation: engine, version of the inputs and their hash / Lần tính."""

    id: uuid.UUID
    engine_version: str
    inputs_version: int
    inputs_sha256: str
    computed_at: dt.datetime


class RunOfScore(RunHead):
    """The computation, and whether its figures are the ones shown now."""

    is_current: bool


class Part(Shape):
    """A figure that this one sums, with its own explanation / Thành phần của tổng."""

    node: str
    score_id: uuid.UUID
    points: Number | None
    max_points: Number | None
    value: Number | None


class ComponentSource(Shape):
    """The component: rule, maximum and the clause that names it / Chỉ số thành phần."""

    code: str
    code_187: str | None
    name: str | None
    rule: dict[str, Any]
    rule_certainty: Certainty
    max_points: Number | None
    max_points_certainty: Certainty
    source: Source


class DecisionUsed(Shape):
    """The decision in force on a revision / Kết luận thẩm định."""

    id: uuid.UUID
    revision_id: uuid.UUID
    verdict: Literal["accept", "partial", "reject"]
    points: Number | None
    max_points: Number | None
    reason_code: str | None
    note: str | None
    decided_by: str | None
    organisation: str
    same_organisation: bool
    decided_at: dt.datetime


class EvidenceUsed(Shape):
    """A revision with its hash and decision; its words only for who may read it / Tài liệu đã dùng."""

    evidence_id: uuid.UUID
    revision_id: uuid.UUID
    revision: int
    sha256: str
    title: str | None
    document_number: str | None
    issued_on: dt.date | None
    issuer: str | None
    organisation: str
    submitted_at: dt.datetime
    decision: DecisionUsed | None
    readable: bool


class ComponentInputs(Shape):
    """Claims in force and evidence, as the run read them / Dữ liệu đầu vào."""

    claims: list[dict[str, Any]]
    evidence: list[EvidenceUsed]


class ScoreExplanation(Shape):
    """A computed figure / Điểm được tính. `component` and what follows it stand for components only."""

    score_id: uuid.UUID
    column: Literal["self", "verified"]
    assessment: uuid.UUID
    node: str
    points: Number | None
    max_points: Number | None
    value: Number | None
    certainty: Certainty
    undecided: int
    not_determinable: bool
    how: How
    basis: dict[str, Any]
    run: RunOfScore
    parts: list[Part]
    component: ComponentSource | None = None
    rule: dict[str, Any] | None = None
    clause: Source | None = None
    inputs: ComponentInputs | None = None


class RankSource(Shape):
    """Where a published rank is read / Căn cứ của hạng."""

    document: str | None
    clause: str | None
    quote: str | None
    address: str | None
    certainty: Certainty


class Reason(Shape):
    """A reason that the publication gives for a list of components / Lý do trong văn bản."""

    main_index: int
    outcome: str
    components: list[str]
    quote: str | None
    clause: str | None
    document: str | None
    cause: str


class PublishedExplanation(Shape):
    """A published figure, down to document, clause and quote / Số liệu đã công bố."""

    score_id: uuid.UUID
    column: Literal["published"]
    node: str
    value: Number | None
    rank: int | None
    rank_of: int | None
    outcome: str | None
    certainty: Certainty
    import_id: uuid.UUID
    imported_at: dt.datetime
    superseded_at: dt.datetime | None = Field(
        description="Từ lúc có bản nhập khác thay / since when another import stands in its place; null in force."
    )
    superseded_by: uuid.UUID | None = Field(
        description="`score_id` của cùng nội dung trong bản đang dùng / the same figure in the import in force."
    )
    assessment: uuid.UUID
    source: Source
    rank_source: RankSource | None
    reasons: list[Reason]
