"""The shapes of `/v1/scores/{score}/explain`, for the OpenAPI document: a computed figure, or a published one."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Literal

from pydantic import Field

from shared.kit.web.shapes import Number, Shape
from shared.law.shapes import Certainty, Source


class How(Shape):
    """Cách tính ra con số, bằng một câu / How the figure is made, in a sentence."""

    vi: str
    en: str


class RunHead(Shape):
    """Lần tính / The computation: engine, version of the inputs and their hash."""

    id: uuid.UUID
    engine_version: str
    inputs_version: int
    inputs_sha256: str
    computed_at: dt.datetime


class RunOfScore(RunHead):
    """Lần tính theo phiên bản nào của bộ chỉ số, và con số của nó có đang được hiển thị hay không /
    The computation, under which version of the framework, and whether its figures are the ones shown now."""

    framework_version: int
    is_current: bool


class Part(Shape):
    """Một con số được cộng vào, có giải thích riêng / A figure that this one sums, with its own explanation."""

    node: str
    score_id: uuid.UUID
    points: Number | None
    max_points: Number | None
    value: Number | None


class ComponentSource(Shape):
    """Chỉ số thành phần: cách tính, điểm tối đa và điều khoản nêu nó /
    The component: rule, maximum and the clause that names it."""

    code: str
    code_187: str | None
    name: str | None
    rule: dict[str, Any]
    rule_certainty: Certainty
    max_points: Number | None
    max_points_certainty: Certainty
    source: Source


class DecisionUsed(Shape):
    """Kết luận đang có hiệu lực trên một bản của tài liệu / The decision in force on a revision."""

    id: uuid.UUID
    revision_id: uuid.UUID
    verdict: Literal["accept", "partial", "reject"]
    points: Number | None
    max_points: Number | None
    part: str | None
    values: dict[str, Any]
    reason_code: str | None
    note: str | None
    decided_by: str | None
    decided_for: str | None
    organisation: str
    same_organisation: bool
    decided_at: dt.datetime


class EvidenceUsed(Shape):
    """Bản tài liệu đã dùng, với mã băm và kết luận; phần chữ chỉ cho người được đọc /
    A revision with its hash and decision; its words only for who may read it."""

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


class ClaimUsed(Shape):
    """Điểm tự chấm đã dùng: của ai, khi nào / The claim in force: whose, when, and by whom for who may read it."""

    id: uuid.UUID
    component: str
    points: Number | None
    values: dict[str, Any]
    note: str | None
    organisation: str
    claimed_by: str | None
    claimed_at: dt.datetime


class ComponentInputs(Shape):
    """Tự chấm có hiệu lực và tài liệu, như lần tính đã đọc / Claims in force and evidence, as the run read them."""

    claims: list[ClaimUsed]
    evidence: list[EvidenceUsed]


class InColumn(Shape):
    """Điểm của chỉ số thành phần trong một cột được tính / A component's points in a computed column."""

    score_id: uuid.UUID
    points: Number | None


class Published(Shape):
    """Điều đã công bố về chỉ số thành phần / What was published of the component."""

    score_id: uuid.UUID
    value: Number | None
    outcome: str | None


class InColumns(Shape):
    """Ba cột của chỉ số thành phần; `difference` = thẩm định − tự chấm, do các kết luận trong `decisions` /
    The component's three columns; `difference` = verified − self, made by the `decisions`."""

    self: InColumn
    verified: InColumn
    published: Published | None
    difference: Number | None
    claim: uuid.UUID | None
    decisions: list[uuid.UUID]


class ScoreExplanation(Shape):
    """Điểm được tính; `component` và các trường sau nó chỉ có ở chỉ số thành phần /
    A computed figure; `component` and what follows it stand for components only."""

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
    columns: InColumns | None = None


class RankSource(Shape):
    """Căn cứ của hạng đã công bố / Where a published rank is read."""

    document: str | None
    clause: str | None
    quote: str | None
    address: str | None
    certainty: Certainty


class Reason(Shape):
    """Lý do mà văn bản công bố nêu cho một danh sách chỉ số thành phần /
    A reason that the publication gives for a list of components."""

    main_index: int
    outcome: str
    components: list[str]
    quote: str | None
    clause: str | None
    document: str | None
    cause: str


class PublishedExplanation(Shape):
    """Số liệu đã công bố, đến văn bản, điều khoản và trích dẫn /
    A published figure, down to document, clause and quote."""

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
