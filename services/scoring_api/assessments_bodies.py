"""Bodies that open and close assessments."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from shared.assessments import applicability, opening
from shared.law import bodies as ground

EXAMPLE: dict[str, Any] = {
    "framework": "dti-922",
    "organisation": "tinh-tuyen-quang",
    "year": 2023,
    "source": {
        "document": "ke-hoach-187-kh-ubnd-2022",
        "clause": "Lời dẫn",
        "note": "Tiếp tục theo dõi, nâng chỉ số của năm sau.",
    },
    "certainty": "derived",
}


class NewAssessment(ground.Stated):
    """Kỳ đánh giá mới: bộ chỉ số, cơ quan đúng cấp của bộ chỉ số, năm, và căn cứ. /
    A new assessment: the framework, an organisation of its level, the year, and the ground."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    framework: Annotated[ground.Reference, Field(description="Slug hoặc id của bộ chỉ số / slug or id of a framework.")]
    organisation: Annotated[
        ground.Reference,
        Field(
            description="Slug hoặc id; phải đúng cấp mà bộ chỉ số đánh giá / slug or id; of the level that the"
            " framework assesses."
        ),
    ]
    year: Annotated[int, Field(ge=2000, le=2100, description="Năm được đánh giá / the year that is assessed.")]

    def given(self) -> opening.NewAssessment:
        """The domain's word for it."""
        return opening.NewAssessment(
            self.framework, self.organisation, self.year, self.source.citation(), self.certainty
        )


class Closing(ground.Body):
    """Khóa kỳ đánh giá / Closing an assessment."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"note": "Hết hạn tự chấm và thẩm định."}]})

    note: Annotated[ground.Note | None, Field(description="Vì sao khóa / why it is closed.")] = None


class ApplicabilityBody(ground.Stated):
    """Chỉ số thành phần có áp dụng cho cơ quan này hay không, vì sao, theo văn bản nào /
    Whether a component applies to this organisation, why, and by which document."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "applicable": False,
                    "reason": "Cơ quan không giải quyết thủ tục hành chính.",
                    "source": {"document": "ke-hoach-187-kh-ubnd-2022", "clause": "II.2.6"},
                }
            ]
        }
    )

    applicable: Annotated[bool, Field(description="false: không áp dụng / false: it does not apply.")]
    reason: Annotated[ground.Note, Field(description="Lý do / the reason.")]

    def given(self) -> applicability.NewStatement:
        """The domain's word for it."""
        return applicability.NewStatement(self.applicable, self.reason, self.source.citation(), self.certainty)
