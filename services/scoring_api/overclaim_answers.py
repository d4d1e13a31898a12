"""The shapes of answers about over-claim."""

from __future__ import annotations

import datetime as dt
import uuid

from pydantic import Field

from services.scoring_api.run_answers import OfRun
from shared.analysis.overclaim.values import Basis
from shared.kit.web.shapes import Number, Page, Shape
from shared.law.shapes import Certainty


class _Claims(Shape):
    components: int
    self_: Number = Field(alias="self")
    verified: Number
    gap: Number
    over_claimed: Number
    undecided_gap: Number
    shared_components: int
    shared_gap: Number


class ClaimsOfAgency(_Claims):
    """Điều một cơ quan tự nhận và phần được thẩm định; `gap` = tự chấm − thẩm định, riêng phần cơ quan đó tự nhận;
    `shared_gap` là phần nhiều cơ quan cùng nhận, không chia / What an organisation claims alone and what was verified
    of it; `shared_gap` is what it claims with others, never split."""

    organisation: str


class ClaimsAcross(_Claims):
    """Như trên, cộng trên mọi kỳ đánh giá khớp điều kiện / The same over all assessments that match."""

    organisation: str
    assessments: int


class OverclaimPage(Page[ClaimsAcross]):
    """Một trang cơ quan, chênh lệch lớn nhất trước / A page of organisations, the largest gap first."""


class ClaimOfComponent(Shape):
    """Một chỉ số thành phần: ai tự nhận, tự chấm, thẩm định, chênh lệch; null là chưa biết /
    One component: who claims it, self, verified, their difference; null is unknown."""

    code: str
    name: str
    basis: Basis
    claim: uuid.UUID | None
    claimed_by: list[str]
    self_: Number | None = Field(alias="self")
    verified: Number | None
    gap: Number | None
    max_points: Number | None
    undecided: int
    certainty: Certainty
    self_score_id: uuid.UUID
    verified_score_id: uuid.UUID


class Overclaim(OfRun):
    """Chênh lệch giữa tự chấm và thẩm định theo chỉ số và theo cơ quan, theo lần tính mới nhất /
    Self − verified by component and by agency, as the run at the head has them."""

    computed_at: dt.datetime
    gap: Number
    self_: Number = Field(alias="self")
    verified: Number
    self_score_id: uuid.UUID | None
    verified_score_id: uuid.UUID | None
    agencies: list[ClaimsOfAgency]
    components: list[ClaimOfComponent]
