"""What the addresses of targets take: a target, an amendment."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from shared.kit.web import fields
from shared.law import bodies as grounds
from shared.law.shapes import Certainty
from shared.organisations.values import Level
from shared.targets import amendments, fold, judgements, stating, values

_CLAUSE: dict[str, Any] = {
    "document": "ke-hoach-187-kh-ubnd-2022",
    "clause": "II.2.6, gạch đầu dòng 1",
    "quote": "tăng tỷ lệ hồ sơ xử lý trực tuyến lên trên 50% vào cuối năm 2022, 80% vào cuối năm 2025",
}
# What a coordinator may send as it stands, in every installation.
TARGET: dict[str, Any] = {
    "code": "CQS.187.01",
    "name": "Tỷ lệ hồ sơ thủ tục hành chính được xử lý trực tuyến",
    "pillar": "government",
    "level": "province",
    "measure": "numeric",
    "unit": "percent",
    "direction": "increase",
    "numerator": "Số hồ sơ được xử lý trực tuyến",
    "denominator": "Tổng số hồ sơ thủ tục hành chính",
    "milestones": [{"year": 2022, "operator": "gt", "value": 50}],
    "source": _CLAUSE,
}
AMENDMENT: dict[str, Any] = {
    "effective_on": "2022-10-03",
    "milestones": [{"year": 2025, "operator": "stated", "value": 80}],
    "source": _CLAUSE,
}
JUDGEMENT: dict[str, Any] = {
    "year": 2025,
    "verdict": "not_yet",
    "judged_on": "2022-10-31",
    "note": "Kế hoạch 187 nêu thứ hạng năm 2021 thấp; chưa vào loại khá.",
    "source": {
        "document": "ke-hoach-187-kh-ubnd-2022",
        "clause": "II.1.2.1",
        "quote": "xếp hạng **58/63** tỉnh, thành phố (tụt 14 bậc, năm 2020 xếp hạng 44)",
    },
}
Code = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z0-9]+(\.[A-Z0-9]+)*$", max_length=60),
    Field(description="Mã, chữ hoa và số ngăn bằng dấu chấm / code: capitals and digits, with dots."),
]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Year = Annotated[int, Field(ge=1, le=9999, description="Năm của mốc / the milestone's year.")]
Value = Annotated[fields.Number, Field(description="Theo đơn vị của chỉ tiêu / in the target's unit.")]
Operator = Annotated[
    values.Operator,
    Field(
        description="`gt` “trên”, `gte` “tối thiểu”, `stated` con số nêu trần: đạt hoặc vượt theo chiều của chỉ tiêu /"
        " `gt` “above”, `gte` “at least”, `stated` a bare figure: at or beyond it in the target's direction."
    ),
]


class MilestoneBody(grounds.Body):
    """Mốc của một năm; không có căn cứ riêng thì theo căn cứ của chỉ tiêu. /
    A year's milestone; without a ground of its own it stands on the target's."""

    year: Year
    operator: Operator | None = None
    value: Value | None = None
    source: grounds.SourceBody | None = None
    certainty: Certainty = "certain"

    def given(self) -> stating.Milestone:
        """The domain's word for it."""
        ground = None if self.source is None else stating.Ground(self.source.citation(), self.certainty)
        return stating.Milestone(fold.Line(self.year, self.operator, self.value), ground)


class BaselineBody(grounds.Stated):
    """Hiện trạng trước kế hoạch, cùng chỉ số. / The value before the plan, of the same indicator."""

    value: Value
    qualifier: Annotated[Words | None, Field(description="Chữ đi kèm, ví dụ “hơn” / a word such as “hơn”.")] = None
    known_on: Annotated[
        fields.Day | None, Field(description="Ngày của số liệu, nếu văn bản nêu / its day, if the document says.")
    ] = None


class NewTarget(grounds.Stated):
    """Một chỉ tiêu mới với các mốc đầu tiên. / A new target with its first milestones."""

    model_config = ConfigDict(json_schema_extra={"examples": [TARGET]})

    code: Code
    name: Name
    pillar: values.Pillar | None = None
    level: Annotated[Level, Field(description="Chỉ tiêu của cấp nào / of which level.")]
    measure: values.Measure = "numeric"
    unit: Literal["percent", "percent_per_year", "percent_of_grdp"] | None = None
    direction: values.Direction | None = None
    numerator: Words | None = None
    denominator: Words | None = None
    aggregation: Annotated[
        values.Aggregation | None,
        Field(description="Mặc định `last` với chỉ tiêu định lượng / `last` by default for a numeric target."),
    ] = None
    natural_limit: Annotated[
        fields.Number | None,
        Field(description="Giới hạn tự nhiên; mặc định 100 với tỷ trọng / the natural limit; 100 for a share."),
    ] = None
    reference: Annotated[
        grounds.Reference | None,
        Field(description="Văn bản được dẫn chiếu / the document referred to, of a target by reference."),
    ] = None
    owner: Annotated[grounds.Reference | None, Field(description="Cơ quan chủ trì / the organisation in charge.")] = (
        None
    )
    baseline: BaselineBody | None = None
    milestones: Annotated[list[MilestoneBody], Field(min_length=1, max_length=50)]

    def given(self) -> stating.NewTarget:
        """The domain's word for it."""
        same = self.model_dump(include={"code", "name", "pillar", "level", "measure", "unit", "direction", "numerator",
            "denominator", "aggregation", "natural_limit", "reference", "owner"})  # fmt: skip
        return stating.NewTarget(
            **same,
            baseline=None if self.baseline is None else _baseline(self.baseline),
            milestones=tuple(milestone.given() for milestone in self.milestones),
            ground=_ground(self),
        )


class AmendedMilestoneBody(grounds.Body):
    """Mốc thay thế của một năm, hoặc bãi bỏ mốc (`withdrawn`). /
    What replaces a year's milestone, or its withdrawal."""

    year: Year
    operator: Operator | None = None
    value: Value | None = None
    withdrawn: Annotated[bool, Field(description="Bãi bỏ mốc của năm này / there is no such milestone any more.")] = (
        False
    )


class NewAmendment(grounds.Stated):
    """Sửa đổi: văn bản thay một hoặc nhiều mốc kể từ một ngày. / A document replaces milestones from a day on."""

    model_config = ConfigDict(json_schema_extra={"examples": [AMENDMENT]})

    effective_on: Annotated[
        fields.Day | None,
        Field(
            description="Có hiệu lực từ ngày, mặc định theo văn bản / from which day, that of the document by default."
        ),
    ] = None
    milestones: Annotated[list[AmendedMilestoneBody], Field(min_length=1, max_length=50)]
    lowers: Annotated[
        bool,
        Field(
            description="Cần khi các mốc sau sửa đổi đi ngược chiều chỉ tiêu (kém hơn giá trị gốc hoặc mốc của năm"
            " trước); khi đó cần `reason` / needed when the milestones as amended go against the target's direction"
            " (worse than the baseline or than an earlier year's); it needs `reason`. What is only less than before"
            " needs neither."
        ),
    ] = False
    reason: Annotated[grounds.Note | None, Field(description="Lý do sửa đổi / why the milestones are amended.")] = None

    def given(self) -> amendments.NewAmendment:
        """The domain's word for it."""
        lines = tuple(fold.Line(one.year, one.operator, one.value, one.withdrawn) for one in self.milestones)
        return amendments.NewAmendment(self.effective_on, self.lowers, self.reason, lines, _ground(self))


def _ground(stated: grounds.Stated) -> stating.Ground:
    return stating.Ground(stated.source.citation(), stated.certainty)


def _baseline(given: BaselineBody) -> stating.Baseline:
    return stating.Baseline(given.value, given.qualifier, given.known_on, _ground(given))


class NewJudgement(grounds.Stated):
    """Đánh giá chỉ tiêu định tính theo một văn bản được chấp nhận. / What an accepted document says of a target."""

    model_config = ConfigDict(json_schema_extra={"examples": [JUDGEMENT]})

    year: Year
    verdict: Annotated[
        values.Verdict, Field(description="Đã đạt hay chưa / whether the milestone is reached (`achieved`, `not_yet`).")
    ]
    organisation: Annotated[
        grounds.Reference | None,
        Field(description="Cơ quan được đánh giá, mặc định là tỉnh / whom it is about, the province by default."),
    ] = None
    judged_on: Annotated[
        fields.Day | None,
        Field(description="Đánh giá tại ngày nào, mặc định hôm nay / on which day, today by default."),
    ] = None
    note: Annotated[grounds.Note | None, Field(description="Ghi chú / a note.")] = None

    def given(self) -> judgements.NewJudgement:
        """The domain's word for it."""
        return judgements.NewJudgement(
            self.year, self.verdict, self.organisation, self.judged_on, self.note, _ground(self)
        )
