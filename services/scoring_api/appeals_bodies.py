"""Bodies of appeal rounds, appeals and verdicts."""

from __future__ import annotations

import uuid
from typing import Annotated

from pydantic import ConfigDict, Field

from shared.evidence import appeal_rounds
from shared.evidence import appeals_values as values
from shared.evidence.values import Verdict
from shared.frameworks import rule_values
from shared.kit.web import fields
from shared.law import bodies as ground

_REASON = r"^[a-z][a-z0-9_]*$"


class NewRound(ground.Body):
    """Đợt khiếu nại: nhận từ ngày nào và trước ngày nào / From which day on and before which day appeals are taken."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"opens_on": "2022-11-01", "closes_before_on": "2022-11-16"}]}
    )

    opens_on: Annotated[fields.Day, Field(description="Nhận từ đầu ngày này / taken from this day on.")]
    closes_before_on: Annotated[
        fields.Day,
        Field(description="Nhận trước ngày này, không gồm ngày này / taken before this day, which is not included."),
    ]
    note: Annotated[ground.Note | None, Field(description="Ghi chú / a note.")] = None
    source: Annotated[
        ground.SourceBody | None,
        Field(description="Văn bản ấn định thời hạn, nếu có / what sets the days, if anything."),
    ] = None

    def given(self) -> appeal_rounds.NewRound:
        """The domain's word for it."""
        citation = None if self.source is None else self.source.citation()
        return appeal_rounds.NewRound(self.opens_on, self.closes_before_on, self.note, citation)


class NewAppeal(ground.Body):
    """Khiếu nại kết luận về tài liệu của chính cơ quan / An appeal against a decision on one's own evidence."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"component": "1.7", "grounds": "Kế hoạch đã ban hành trong năm được đánh giá; xem trang 3."}]
        }
    )

    component: Annotated[ground.Reference, Field(description="Mã chỉ số thành phần / the component's code.")]
    decision: Annotated[
        Annotated[uuid.UUID, Field(strict=False)] | None,
        Field(
            description="Kết luận bị khiếu nại; chỉ cần nêu khi có nhiều kết luận về tài liệu của cơ quan / the"
            " decision; needed only where there are several on the organisation's evidence."
        ),
    ] = None
    grounds: Annotated[ground.Note, Field(description="Lý do khiếu nại / why.")]

    def given(self) -> values.Appeal:
        """The domain's word for it."""
        return values.Appeal(self.component, self.decision, self.grounds)


class NewDecision(ground.Body):
    """Kết luận thay cho kết luận bị khiếu nại / What is decided instead."""

    verdict: Annotated[Verdict, Field(description="Kết luận / the verdict on the evidence.")]
    points: Annotated[
        fields.Points | None, Field(description="Điểm, khi chấp nhận một phần / points of a partial decision.")
    ] = None
    values: Annotated[rule_values.Values | None, Field(description=rule_values.OF_A_DECISION)] = None
    reason_code: Annotated[
        Annotated[str, Field(pattern=_REASON, max_length=60)] | None,
        Field(description="Mã lý do / a reason code, for a partial decision."),
    ] = None
    note: Annotated[ground.Note | None, Field(description="Ghi chú / a note.")] = None


class AppealVerdict(ground.Body):
    """Kết luận về khiếu nại; chấp nhận thì kèm kết luận mới / A verdict; upheld with what is decided instead."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "verdict": "upheld",
                    "reasons": "Tài liệu ban hành trong năm, đúng nội dung.",
                    "decision": {"verdict": "accept"},
                }
            ]
        },
    )

    verdict: Annotated[values.Judgement, Field(description="Chấp nhận hoặc bác / upheld or dismissed.")]
    reasons: Annotated[ground.Note, Field(description="Vì sao / why.")]
    decision: Annotated[NewDecision | None, Field(description="Chỉ khi chấp nhận / if upheld, and only then.")] = None

    def given(self) -> values.Ruling:
        """The domain's word for it."""
        instead = self.decision
        better = (
            None
            if instead is None
            else values.Better(instead.verdict, instead.points, instead.values or {}, instead.reason_code, instead.note)
        )
        return values.Ruling(self.verdict, self.reasons, better)
