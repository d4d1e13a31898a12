"""What the address of spending takes."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.kit.web import fields
from shared.targets import values as targets
from shared.targets.spending import values

# What an officer of Sở Nội vụ may send as it stands, in every installation.
EXAMPLE: dict[str, Any] = {
    "year": 2022,
    "kind": "final",
    "areas": [
        {"area": "digital_government", "investment": 1200, "recurrent": 350.5, "total": 1550.5},
        {"area": "information_security", "total": 120},
    ],
    "total": 1670.5,
    "budget_million_vnd": 98000,
    "note": "Theo quyết toán năm 2022.",
}
# The same as the rows of a file.
ROWS: list[dict[str, Any]] = [
    {
        "year": 2022,
        "area": "digital_government",
        "investment": 1200,
        "recurrent": 350.5,
        "budget_million_vnd": 98000,
        "note": "Theo quyết toán năm 2022.",
    },
    {"year": 2022, "area": "information_security", "total": 120},
]
Money = Annotated[fields.Number, Field(ge=0)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class SpendingAmount(_Strict):
    """Chi cho một lĩnh vực, triệu đồng. / What was spent on an area, million VND."""

    area: Annotated[values.Area, Field(description="Lĩnh vực / area.")]
    scope: Annotated[
        values.Scope,
        Field(
            description="`own`: chi của chính cơ quan; `province`: của toàn tỉnh, chỉ cơ quan được điều khoản giao xác"
            " định / `own`: the agency's own; `province`: the whole province's, by whom a clause has determine it."
        ),
    ] = "own"
    investment: Annotated[Money | None, Field(description="Chi đầu tư / investment.")] = None
    recurrent: Annotated[Money | None, Field(description="Chi thường xuyên / recurrent.")] = None
    total: Annotated[
        Money | None,
        Field(
            description="Tổng; phải bằng các phần. Một mình nó khi điều khoản không tách nguồn / the sum, which the"
            " parts must add up to; alone where the clause does not tell them apart."
        ),
    ] = None


class SpendingBody(_Strict):
    """Cả bộ số liệu chi của cơ quan trong một năm, triệu đồng. / An agency's whole set for a year, million VND."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    year: Annotated[int, Field(ge=values.FIRST_YEAR, le=values.LAST_YEAR, description="Năm chi / year.")]
    organisation: Annotated[
        Annotated[str, StringConstraints(min_length=1, max_length=120)] | None,
        Field(description="Slug hoặc id của chính cơ quan mình, mặc định là nó / the caller's own, the default."),
    ] = None
    kind: Annotated[targets.Kind, Field(description="Ước hay chính thức / estimate or final.")] = "final"
    areas: Annotated[list[SpendingAmount], Field(min_length=1, max_length=20)]
    total: Annotated[Money | None, Field(description="Tổng chi của chính cơ quan / the agency's own total.")] = None
    budget_million_vnd: Annotated[
        Money | None,
        Field(description="Tổng chi ngân sách của cơ quan, để tính tỷ lệ / all that it spends from the budget."),
    ] = None
    note: Annotated[Text | None, Field(description="Ghi chú / note.")] = None
    reason: Annotated[
        Text | None,
        Field(description="Bắt buộc khi ghi số ước sau số chính thức / required for an estimate after a final set."),
    ] = None

    def statement(self) -> values.Statement:
        """The domain's word for it."""
        amounts = [values.Amount(**amount.model_dump()) for amount in self.areas]
        return values.Statement(
            self.year, self.kind, amounts, self.total, self.budget_million_vnd, self.note, self.reason
        )
