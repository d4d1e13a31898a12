"""What is asked to be ranked, and published."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from shared.law.bodies import Body, Reference, SourceBody
from shared.rankings import values

EXAMPLE: dict[str, Any] = {"framework": "dti-922", "year": 2022, "by": "total", "column": "verified"}
Year = Annotated[int, Field(ge=2000, le=2100, strict=True)]


class AgainstBody(Body):
    """Năm làm mốc để tính mức cải thiện / The year that an improvement is measured from."""

    year: Annotated[Year, Field(description="Năm so sánh / the earlier year.")]
    framework: Annotated[
        Reference | None,
        Field(description="Bộ chỉ số của năm đó, nếu khác / that year's framework, where it is another one."),
    ] = None


class RankingBody(Body):
    """Xếp hạng theo gì, trong những cơ quan nào / What to rank by, and among whom."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    framework: Annotated[Reference, Field(description="Slug hoặc id của bộ chỉ số / slug or id of the framework.")]
    year: Annotated[Year, Field(description="Năm của kỳ đánh giá / year of the assessments.")]
    by: Annotated[
        str,
        Field(
            pattern=r"^(total|improvement|pillar:[a-z]{1,20}|index:[0-9]{1,3})$",
            description="`total`, `pillar:government`, `index:7`, hoặc `improvement` (mức tăng của tổng điểm so với năm"
            " trước) / or the growth of the total since an earlier year.",
        ),
    ] = "total"
    column: Annotated[
        values.Column, Field(description="Cột điểm: tự chấm, thẩm định, công bố / column of the scores.")
    ] = "verified"
    kind: Annotated[
        str | None,
        Field(
            max_length=40,
            description="Loại cơ quan; mặc định theo cấp của bộ chỉ số / kind of organisations, by default the"
            " framework's level.",
        ),
    ] = None
    group: Annotated[
        Reference | None,
        Field(description="Chỉ trong nhóm này (slug hoặc id) / only within this group of the register."),
    ] = None
    against: Annotated[
        AgainstBody | None,
        Field(description="Chỉ với `improvement`; mặc định năm liền trước / with `improvement` only; the year before."),
    ] = None

    def asked(self) -> values.Asked:
        """The domain's word for it."""
        against = self.against
        if against is None and self.by == values.IMPROVEMENT:
            against = AgainstBody(year=self.year - 1)
        return values.Asked(
            self.framework,
            self.year,
            values.Criterion(self.by),
            self.column,
            self.kind,
            self.group,
            None if against is None else against.framework,
            None if against is None else against.year,
        )


class PublicationBody(Body):
    """Văn bản công bố, nếu có / The document that announces the ranking, where there is one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})

    source: Annotated[
        SourceBody | None, Field(description="Văn bản, điều khoản công bố / document and clause that announce it.")
    ] = None
