"""The shapes of answers about appeals."""

from __future__ import annotations

import datetime as dt
import uuid

from shared.evidence import appeals_values as values
from shared.evidence.values import Verdict
from shared.kit.web.shapes import Number, Page, Shape
from shared.law.shapes import Source


class AppealRound(Shape):
    """Đợt khiếu nại với trạng thái hôm nay / An appeal round with where it stands today."""

    id: uuid.UUID
    number: int
    opens_on: dt.date
    closes_before_on: dt.date
    state: values.RoundState
    note: str | None
    source: Source | None


class AppealRounds(Page[AppealRound]):
    """Các đợt khiếu nại của một kỳ đánh giá / The appeal rounds of an assessment."""


class AppealedDecision(Shape):
    """Kết luận thẩm định bị khiếu nại, hoặc thay cho nó / The decision appealed against, or the one in its place."""

    id: uuid.UUID
    revision: int
    part: str | None
    verdict: Verdict
    points: Number | None
    max_points: Number
    reason_code: str | None
    note: str | None
    decided_at: dt.datetime


class AppealRuling(Shape):
    """Kết luận về khiếu nại / What became of an appeal."""

    verdict: values.Judgement
    reasons: str
    decided_by: str
    decided_for: str | None
    decided_at: dt.datetime
    decision: AppealedDecision | None


class Appeal(Shape):
    """Khiếu nại của một cơ quan / An organisation's appeal."""

    id: uuid.UUID
    assessment: uuid.UUID
    round: int
    component: str
    organisation: str
    state: values.State
    grounds: str
    appealed_by: str
    appealed_for: str | None
    appealed_on: dt.date
    appealed_at: dt.datetime
    evidence: uuid.UUID
    decision: AppealedDecision
    verdict: AppealRuling | None


class AppealPage(Page[Appeal]):
    """Một trang khiếu nại / A page of appeals."""


class JudgedAppeal(Appeal):
    """Khiếu nại đã có kết luận; `assessment_version` là phiên bản cần đợi, null nếu điểm không đổi /
    A judged appeal; `assessment_version` is the version to wait for, null where no score can move."""

    assessment_version: int | None
