"""The shapes of `/v1/assessments/{assessment}/gaps`; a test holds real answers against them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from pydantic import Field

from services.scoring_api.answers import Outcome
from shared.analysis.gaps.values import AppliesTo, Cause
from shared.kit.web.shapes import Number, Shape
from shared.law.shapes import Certainty


class RunBehind(Shape):
    """Lần tính mà câu trả lời dựa vào; null khi câu trả lời dựa vào kết quả công bố /
    The run that the answer rests on; null where it rests on a publication."""

    run_id: uuid.UUID | None
    engine_version: str | None
    assessment_version: int | None
    computed_version: int | None
    pending: bool | None
    computed_at: dt.datetime | None


class CauseOfGap(Shape):
    """Số điểm mất vì một nguyên nhân; các nguyên nhân cộng lại đúng bằng điểm còn thiếu /
    Points missing for one cause; the causes sum to what is missing exactly."""

    cause: Cause
    vi: str
    en: str
    points: Number
    components: list[str]


class ReadingOfReason(Shape):
    """Cách hiểu một phần của lý do, bằng chính lời của văn bản / How a part of a reason is read, in its own words.

    `applies_to`: it is said of each component of the list, of some, or of those that it names.
    """

    cause: Cause
    applies_to: AppliesTo
    components: list[str]
    words: str
    certainty: Certainty


class Quoted(Shape):
    """Lời nguyên văn, điều khoản và văn bản / Verbatim words, clause and document."""

    quote: str | None
    clause: str | None
    document: str | None


class ReasonOfList(Quoted):
    """Lý do của cả danh sách và cách hiểu / The reason of a list and how it is read."""

    causes: list[ReadingOfReason]


class GapList(Shape):
    """Một danh sách trong văn bản công bố, đúng như đã in /
    One list of the publication as it is printed: heading, components in both numberings, reason.

    `notes` say where the print slips.
    """

    outcome: Outcome
    count: int
    heading: Quoted | None
    components: list[str]
    codes_187: list[str | None]
    cause: Cause | None
    reason: ReasonOfList | None
    notes: list[str]


class GapDecision(Shape):
    """Một kết luận còn hiệu lực đã được tính / A decision in force that counted."""

    id: uuid.UUID
    revision_id: uuid.UUID
    verdict: Literal["accept", "partial", "reject"]
    points: Number | None
    reason_code: str | None


class GapEvidence(Shape):
    """Tài liệu của chỉ số thành phần: số bản, số bản đang chờ, các kết luận /
    The component's evidence: revisions, those that wait, decisions. What it says is read at /v1/evidence."""

    revisions: int
    undecided: int
    decisions: list[GapDecision]


class GapOfPart(Shape):
    """Phần của chỉ số thành phần còn thiếu điểm / A part of a component that lacks points."""

    part: str
    name: str
    gap: Number
    cause: Cause


class GapOfComponent(Shape):
    """Một chỉ số thành phần: điểm còn thiếu và nguyên nhân; null là chưa biết /
    One component: what it lacks and why; null means unknown.

    `said_of`: whether the publication names the component or speaks of each of its list. Under a rule of parts each
    part has its own cause, and `cause` is that of the part that lacks most.
    """

    code: str
    code_187: str | None
    name: str
    outcome: Outcome | None
    max_points: Number | None
    points: Number | None
    gap: Number | None
    cause: Cause | None
    said_of: AppliesTo | None
    certainty: Certainty
    score_id: uuid.UUID | None
    notes: list[str]
    parts: list[GapOfPart]
    evidence: GapEvidence | None


class GapOfIndex(Shape):
    """Một chỉ số chính: điểm còn thiếu theo nguyên nhân / One main index: what it lacks, by cause."""

    number: int
    number_187: int | None
    name: str
    value: Number | None
    points: Number | None
    max_points: Number | None
    gap: Number | None
    certainty: Certainty
    score_id: uuid.UUID | None
    causes: list[CauseOfGap]
    lists: list[GapList]
    components: list[GapOfComponent]


class TotalFigure(Shape):
    """Tổng như đang được hiển thị / The total as it is shown."""

    value: Number | None
    certainty: Certainty
    score_id: uuid.UUID


class Gaps(RunBehind):
    """Điểm còn thiếu của một kỳ đánh giá: tổng, từng chỉ số chính, từng chỉ số thành phần /
    What an assessment lacks: in all, by main index, by component.

    The causes of the total and of each main index sum exactly to maximum − points.
    """

    assessment: uuid.UUID
    organisation: str
    year: int
    framework: str
    framework_version: int
    status: str
    column: Literal["published", "verified"] = Field(
        description="Cột điểm được phân tích / the column: published of an imported assessment, else verified."
    )
    import_id: uuid.UUID | None
    imported_at: dt.datetime | None
    provisional: bool
    certainty: Certainty
    total: TotalFigure | None
    max_points: Number | None
    points: Number | None
    gap: Number | None
    causes: list[CauseOfGap]
    main_indices: list[GapOfIndex]
