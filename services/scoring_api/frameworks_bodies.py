"""Bodies of drafts: a version of a framework, whole, and its publication."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints, WithJsonSchema

from shared.frameworks import drafts, shape
from shared.frameworks.rule_kinds import forms
from shared.kit.web import fields
from shared.law import bodies as grounds
from shared.law import citations
from shared.law.shapes import Certainty

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", min_length=2, max_length=80)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
Level = Literal["province", "department", "district", "commune", "enterprise", "individual"]
# What is wrong with them `shape` says, in the same words as for a row of an annex.
Points = Annotated[
    fields.AnyPoints,
    WithJsonSchema(
        {
            "type": "number",
            "minimum": 0,
            "exclusiveMaximum": 10**shape.POINTS_DIGITS,
            "description": fields.digits(shape.POINTS_DIGITS),
        }
    ),
]
_RULES: dict[str, dict[str, Any]] = {
    "tiers": {
        "kind": "tiers",
        "input": {"name": "Số phiên họp", "unit": "phiên/năm"},
        "tiers": [{"at_least": "4", "share": "1"}, {"at_least": "3", "share": "0.75"}],
        "otherwise": "0",
    },
    "ratio": {
        "kind": "ratio",
        "numerator": {"name": "Văn bản do người đứng đầu ký", "unit": "văn bản"},
        "denominator": {"name": "Văn bản chỉ đạo đã ban hành", "unit": "văn bản"},
    },
}
CONTENT: dict[str, Any] = {
    "total_method": "sum_of_points",
    "total_points": 30,
    "not_applicable": "excluded",
    "source": {"document": "quyet-dinh-742-qd-ubnd-2022", "clause": "Phụ lục"},
    "main_indices": [
        {
            "number": 1,
            "name": "Nhận thức số",
            "weight": 30,
            "components": [
                {"code": "1.1", "name": "Ban Chỉ đạo họp", "max_points": 20, "rule": _RULES["tiers"]},
                {"code": "1.2", "name": "Người đứng đầu ký văn bản", "max_points": 10, "rule": _RULES["ratio"]},
            ],
        }
    ],
}
EXAMPLE: dict[str, Any] = {
    "framework": "bo-chi-so-vi-du",
    "identity": {"code": "VD/2022", "name": "Bộ chỉ số ví dụ", "level": "department", "years": [2022]},
    **CONTENT,
}
PUBLICATION: dict[str, Any] = {"source": {"document": "quyet-dinh-742-qd-ubnd-2022", "clause": "Điều 1"}}


class _Grounded(grounds.Body):
    """Where a part stands in the version's document, and how sure it is."""

    clause: Annotated[
        grounds.Clause | None,
        Field(description="Điều khoản; để trống: của cả phiên bản / the clause; left out: the version's own."),
    ] = None
    quote: Annotated[
        grounds.Quote | None, Field(description="Trích nguyên văn / the words of the document, verbatim.")
    ] = None
    certainty: Annotated[Certainty, Field(description="Chắc chắn đến đâu / how sure.")] = "certain"

    def ground(self) -> drafts.Ground:
        """The domain's word for it."""
        return drafts.Ground(self.clause, self.quote)


class ComponentBody(_Grounded):
    """Một chỉ số thành phần / A component."""

    code: Annotated[Code, Field(description="Mã, không trùng trong cả bộ / unique in the whole version.")]
    name: Name
    max_points: Annotated[Points | None, Field(description="Để trống: chưa biết / left out: unknown.")] = None
    max_points_certainty: Certainty = "certain"
    rule: Annotated[forms.RuleForm, Field(description="Cách tính điểm / how points are earned.")]
    rule_certainty: Certainty = "certain"
    method: Annotated[
        Words | None,
        Field(description="“Cách xác định và tính điểm”, nguyên văn / how the document determines it, verbatim."),
    ] = None
    evidence_asked: Annotated[Words | None, Field(description="Tài liệu kiểm chứng / documents asked for.")] = None
    collected_from: Annotated[Words | None, Field(description="Nguồn thu thập / where figures come from.")] = None
    verified_with: Annotated[Words | None, Field(description="Đơn vị phối hợp xác minh / who helps to confirm it.")] = (
        None
    )
    code_187: Annotated[Code | None, Field(description="Mã trong kế hoạch 187 / its code in plan 187.")] = None

    def stated(self) -> drafts.Component:
        """The domain's word for it."""
        return drafts.Component(
            code=self.code,
            name=self.name,
            rule=self.rule.model_dump(exclude_none=True),
            rule_certainty=self.rule_certainty,
            max_points=self.max_points,
            max_points_certainty=self.max_points_certainty,
            method=self.method,
            evidence_asked=self.evidence_asked,
            collected_from=self.collected_from,
            verified_with=self.verified_with,
            code_187=self.code_187,
            ground=self.ground(),
            certainty=self.certainty,
        )


class MainIndexBody(_Grounded):
    """Một chỉ số chính với các chỉ số thành phần / A main index with its components."""

    number: Annotated[int, Field(ge=1, le=99)]
    name: Name
    group: Annotated[
        Literal["foundation", "activity"] | None, Field(description="Nhóm nền tảng hay hoạt động / its group.")
    ] = None
    weight: Annotated[Points | None, Field(description="Điểm; để trống: chưa biết / points; or unknown.")] = None
    number_187: Annotated[int | None, Field(ge=1, le=99, description="Số trong kế hoạch 187 / in plan 187.")] = None
    components: Annotated[list[ComponentBody], Field(max_length=shape.MOST_COMPONENTS)]

    def stated(self) -> drafts.MainIndex:
        """The domain's word for it."""
        return drafts.MainIndex(
            number=self.number,
            name=self.name,
            group=self.group,
            weight=self.weight,
            components=tuple(one.stated() for one in self.components),
            number_187=self.number_187,
            ground=self.ground(),
            certainty=self.certainty,
        )


class PillarBody(_Grounded):
    """Một trụ cột / A pillar."""

    code: Literal["government", "economy", "society"]
    name: Name
    main_indices: Annotated[list[Annotated[int, Field(ge=1, le=99)]], Field(max_length=shape.MOST_INDICES)]
    max_points: Points | None = None
    share: Annotated[fields.Points | None, Field(description="Tỷ trọng, 0 đến 1 / share of the total, 0 to 1.")] = None

    def stated(self) -> drafts.Pillar:
        """The domain's word for it."""
        return drafts.Pillar(
            code=self.code,
            name=self.name,
            main_indices=tuple(self.main_indices),
            max_points=self.max_points,
            share=self.share,
            ground=self.ground(),
            certainty=self.certainty,
        )


class DraftBody(grounds.Body):
    """Một phiên bản của bộ chỉ số, trọn vẹn / A version of a framework, whole."""

    model_config = ConfigDict(json_schema_extra={"examples": [CONTENT]})

    total_method: Annotated[drafts.TotalMethod, Field(description="Cách tính tổng điểm / how the total is made.")]
    total_points: Annotated[Points | None, Field(description="Tổng điểm / points of the whole.")] = None
    not_applicable: Annotated[
        drafts.NotApplicable | None,
        Field(
            description="Điểm của chỉ số không áp dụng: chia lại trong chỉ số chính, hay trừ khỏi tối đa / points of"
            " what does not apply: redistributed inside the main index, or left out of the maximum."
        ),
    ] = None
    source: Annotated[grounds.SourceBody, Field(description="Văn bản của phiên bản / the version's document.")]
    main_indices: Annotated[list[MainIndexBody], Field(max_length=shape.MOST_INDICES)]
    pillars: Annotated[list[PillarBody], Field(max_length=3, default_factory=list)]

    def content(self) -> drafts.Content:
        """The domain's word for it."""
        return drafts.Content(
            total_method=self.total_method,
            total_points=self.total_points,
            not_applicable=self.not_applicable,
            main_indices=tuple(one.stated() for one in self.main_indices),
            pillars=tuple(one.stated() for one in self.pillars),
            source=drafts.Cited(self.source.document, self.source.clause, self.source.quote, self.source.note),
        )


class IdentityBody(grounds.Body):
    """Bộ chỉ số mới là gì / What a new framework is."""

    code: Annotated[Code, Field(description="Số ký hiệu văn bản / number of the document.")]
    name: Name
    level: Level
    years: Annotated[list[Annotated[int, Field(ge=2000, le=2100)]], Field(min_length=1, max_length=50)]
    replaces: Annotated[Slug | None, Field(description="Thay bộ chỉ số nào / which one it replaces.")] = None

    def identity(self) -> drafts.Identity:
        """The domain's word for it."""
        return drafts.Identity(self.code, self.name, self.level, tuple(self.years), self.replaces)


class NewDraft(DraftBody):
    """Dự thảo: phiên bản kế tiếp, hoặc phiên bản đầu của bộ chỉ số mới (kèm `identity`) /
    A draft: the next version, or the first one of a new framework (with `identity`)."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    framework: Annotated[Slug, Field(description="Slug của bộ chỉ số / the framework's slug.")]
    identity: IdentityBody | None = None

    def new(self) -> drafts.Identity | None:
        """The domain's word for it."""
        return None if self.identity is None else self.identity.identity()


class FrameworkPublication(grounds.Body):
    """Công bố theo văn bản nào / By which document it is published."""

    model_config = ConfigDict(json_schema_extra={"examples": [PUBLICATION]})

    source: grounds.SourceBody

    def citation(self) -> citations.Citation:
        """The domain's word for it."""
        return self.source.citation()
