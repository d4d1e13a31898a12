"""A rule as JSON says it: one shape per kind, for the border and for the OpenAPI document."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Share = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{1,10}(\.[0-9]{1,6})?(/[1-9][0-9]{0,9})?$"),
    Field(
        description='Phần của điểm tối đa, từ 0 đến 1, viết thành chữ: "0.5", hoặc "1/3" / a part of the maximum, 0'
        ' to 1, as text: "0.5", or "1/3".',
        examples=["0.5"],
    ),
]
Bound = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{1,18}(\.[0-9]{1,6})?$"),
    Field(description="Ngưỡng, viết thành chữ / the bound, as text.", examples=["4"]),
]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class MeasureForm(_Form):
    """Một số liệu và đơn vị của nó / A figure that the rule reads, and its unit."""

    name: Name
    unit: Name


class RequiredEvidenceForm(_Form):
    """Một tài liệu mà cách tính đòi hỏi / A document that the rule asks for."""

    code: Code
    name: Name


class RoundingForm(_Form):
    """Làm tròn điểm, nửa lên / How points are rounded: half up."""

    places: Annotated[int, Field(ge=0, le=6)]
    mode: Literal["half_up"] = "half_up"


class _Rule(_Form):
    required_evidence: Annotated[list[RequiredEvidenceForm], Field(max_length=50)] = []
    rounding: RoundingForm | None = None


class YesNoForm(_Rule):
    """Đạt thì được điểm tối đa, không đạt thì 0 / The maximum when met, else 0."""

    kind: Literal["yes_no"]


class StepForm(_Form):
    """Một mức / One step."""

    code: Code
    name: Name | None = None
    share: Share


class StepsForm(_Rule):
    """Theo mức: mỗi mức một phần của điểm tối đa / By step, each a share of the maximum."""

    kind: Literal["steps"]
    steps: Annotated[list[StepForm], Field(min_length=1, max_length=50)]


class RatioForm(_Rule):
    """Tử số ÷ mẫu số × điểm tối đa / Numerator ÷ denominator × maximum."""

    kind: Literal["ratio"]
    numerator: MeasureForm
    denominator: MeasureForm
    may_exceed: Annotated[
        bool,
        Field(
            description="Tử số có thể lớn hơn mẫu số; khi đó được điểm tối đa / the numerator may exceed the"
            " denominator; then the maximum."
        ),
    ] = False


class TierForm(_Form):
    """Một bậc: từ ngưỡng này (`at_least`), hoặc đến ngưỡng này (`at_most`) / One tier."""

    at_least: Bound | None = None
    at_most: Bound | None = None
    share: Share


class TiersForm(_Rule):
    """Theo bậc: bậc đầu tiên đạt được / By tier: the first one that the figure reaches."""

    kind: Literal["tiers"]
    input: MeasureForm
    tiers: Annotated[list[TierForm], Field(min_length=1, max_length=50)]
    otherwise: Share


class NormalisedForm(_Rule):
    """Tỷ lệ của mình ÷ tỷ lệ lớn nhất trong nhóm × điểm tối đa /
    Own ratio ÷ largest ratio of the peer group × maximum."""

    kind: Literal["normalised"]
    numerator: MeasureForm
    denominator: MeasureForm


class GrantedForm(_Rule):
    """Người thẩm định cho điểm / The reviewer grants points. The hint is a reading of the name, never the rule."""

    kind: Literal["granted"]
    method_hint: Annotated[str, StringConstraints(max_length=40)] | None = None
    method_hint_certainty: Literal["seen", "guess", "unknown"] = "unknown"


class NotScoredForm(_Rule):
    """Không chấm điểm / Not scored. The hint is a reading of the name, never the rule."""

    kind: Literal["not_scored"]
    method_hint: Annotated[str, StringConstraints(max_length=40)] | None = None
    method_hint_certainty: Literal["seen", "guess", "unknown"] = "unknown"


SimpleRuleForm = Annotated[YesNoForm | StepsForm | RatioForm | TiersForm | GrantedForm, Field(discriminator="kind")]


class PartForm(_Form):
    """Một phần: phần của điểm tối đa và cách tính của nó / A part: its share of the maximum and its rule."""

    code: Code
    name: Name
    share: Share
    rule: SimpleRuleForm


class PartsForm(_Rule):
    """Các phần cộng lại / Parts that add up."""

    kind: Literal["parts"]
    parts: Annotated[list[PartForm], Field(min_length=1, max_length=50)]


RuleForm = Annotated[
    YesNoForm | StepsForm | RatioForm | TiersForm | PartsForm | NormalisedForm | GrantedForm | NotScoredForm,
    Field(discriminator="kind"),
]
