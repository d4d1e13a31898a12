"""What is said to enter and to change a task, and of how far it is."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from services.targets_api import tasks_docs as docs
from shared.kit.web import fields
from shared.law.bodies import SOURCE_EXAMPLE, Body, Note, Reference, SourceBody
from shared.law.shapes import Certainty
from shared.tasks import drafts, statuses, values

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+([._/-][A-Za-z0-9]+)*$", max_length=60)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Parties = Annotated[list[Reference], Field(max_length=50)]
Owed = Annotated[int, Field(ge=1, le=1000)]
MainIndex = Annotated[int, Field(ge=1, le=99)]
Percent = Annotated[fields.Number, Field(ge=0, le=100, decimal_places=2)]
EXAMPLE: dict[str, Any] = {
    "code": "55.PL.001",
    "kind": "plan",
    "group": "ha-tang-so",
    "name": "Nâng cấp Trung tâm dữ liệu của tỉnh",
    "lead": "so-thong-tin-va-truyen-thong",
    "co_leads": ["van-phong-ubnd-tinh"],
    "due_by_on": "2023-12-31",
    "deliverable": "Biên bản nghiệm thu",
    "budget": [{"fund": "public_investment", "year": 2023, "amount_million_vnd": 1500}],
    "depends_on": ["187.2.3.02"],
    "targets": [{"code": "CQS.03", "certainty": "derived"}],
    "source": SOURCE_EXAMPLE,
    "certainty": "provisional",
}


def _cited(source: SourceBody | None) -> drafts.Cited | None:
    return None if source is None else drafts.Cited(source.document, source.clause, source.quote, source.note)


class MoneyBody(Body):
    """Kinh phí theo nguồn và năm, triệu đồng / Money by source of funds and year, million VND."""

    fund: Annotated[Reference, Field(description=docs.FUND)]
    year: Annotated[Annotated[int, Field(ge=2000, le=2100)] | None, Field(description=docs.YEAR)] = None
    amount_million_vnd: Annotated[fields.Number, Field(gt=0, max_digits=14, decimal_places=3, description=docs.AMOUNT)]

    def money(self) -> drafts.Money:
        """The domain's word for it."""
        return drafts.Money(self.fund, self.year, self.amount_million_vnd)


class TargetLink(Body):
    """Chỉ tiêu mà nhiệm vụ phục vụ / A target that the task serves."""

    code: Annotated[Reference, Field(description=docs.TARGET)]
    certainty: Annotated[Certainty, Field(description=docs.CERTAINTY)] = "certain"


class TaskFields(Body):
    """Những gì nhập mới và sửa đều nêu / What entering and changing have in common."""

    group: Annotated[Reference | None, Field(description=docs.GROUP)] = None
    section: Annotated[Line | None, Field(description=docs.SECTION)] = None
    framework: Annotated[Reference | None, Field(description=docs.FRAMEWORK)] = None
    main_index: Annotated[MainIndex | None, Field(description=docs.MAIN_INDEX)] = None
    components: Annotated[
        list[Annotated[str, StringConstraints(min_length=1, max_length=20)]],
        Field(default_factory=list, max_length=98, description=docs.COMPONENTS),
    ]
    components_certainty: Annotated[Certainty | None, Field(description=docs.CERTAINTY)] = None
    co_leads: Annotated[Parties, Field(default_factory=list, description=docs.CO_LEADS)]
    partners: Annotated[Parties, Field(default_factory=list, description=docs.PARTNERS)]
    due_before_on: Annotated[fields.Day | None, Field(description=docs.DUE_BEFORE_ON)] = None
    due_by_on: Annotated[fields.Day | None, Field(description=docs.DUE_BY_ON)] = None
    frequency: Annotated[Line | None, Field(description=docs.FREQUENCY)] = None
    deliverable: Annotated[Name | None, Field(description=docs.DELIVERABLE)] = None
    budget: Annotated[list[MoneyBody], Field(default_factory=list, max_length=100, description=docs.BUDGET)]
    depends_on: Annotated[list[Reference], Field(default_factory=list, max_length=100, description=docs.DEPENDS_ON)]
    targets: Annotated[list[TargetLink], Field(default_factory=list, max_length=100, description=docs.TARGETS)]

    def stated(self) -> dict[str, Any]:
        """The fields of a draft that were sent."""
        found = {name: getattr(self, name) for name in self.model_fields_set if not name.startswith("status")}
        for name in ("components", "co_leads", "partners", "depends_on"):
            if name in found:
                found[name] = tuple(dict.fromkeys(found[name]))
        if "budget" in found:
            found["budget"] = tuple(one.money() for one in self.budget)
        if "targets" in found:
            found["targets"] = tuple(drafts.Link(one.code, one.certainty) for one in self.targets)
        for name in ("source", "amended_by"):
            if name in found:
                found[name] = _cited(found[name])
        return found


class TaskBody(TaskFields):
    """Một nhiệm vụ mới, có căn cứ / A new task with its ground."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    code: Annotated[Code, Field(description=docs.CODE)]
    name: Annotated[Name, Field(description=docs.NAME)]
    lead: Annotated[Reference, Field(description=docs.LEAD)]
    kind: Annotated[values.Kind, Field(description=docs.KIND)] = "other"
    deliverables_owed: Annotated[Owed, Field(description=docs.OWED)] = 1
    source: Annotated[SourceBody, Field(description=docs.SOURCE)]
    certainty: Annotated[Certainty, Field(description=docs.CERTAINTY)] = "certain"

    def draft(self) -> drafts.Draft:
        """The domain's word for it."""
        return drafts.Draft(**{"certainty": self.certainty, **self.stated()})


class TaskChange(TaskFields):
    """Chỉ nêu những gì sửa; danh sách được thay toàn bộ / Only what changes; a list replaces the one before."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "due_by_on": "2023-06-30",
                    "amended_by": {"document": "ke-hoach-187-kh-ubnd-2022", "clause": "II.2.3"},
                    "status": "in_progress",
                    "status_on": "2022-10-01",
                }
            ]
        }
    )

    name: Annotated[Name | None, Field(description=docs.NAME)] = None
    lead: Annotated[Reference | None, Field(description=docs.LEAD)] = None
    kind: Annotated[values.Kind | None, Field(description=docs.KIND)] = None
    deliverables_owed: Annotated[Owed | None, Field(description=docs.OWED)] = None
    source: Annotated[SourceBody | None, Field(description=docs.SOURCE)] = None
    certainty: Annotated[Certainty | None, Field(description=docs.CERTAINTY)] = None
    amended_by: Annotated[SourceBody | None, Field(description=docs.AMENDED_BY)] = None
    status: Annotated[values.Status | None, Field(description=docs.STATUS)] = None
    status_on: Annotated[fields.Day | None, Field(description=docs.STATUS_ON)] = None
    status_source: Annotated[SourceBody | None, Field(description=docs.STATUS_SOURCE)] = None
    status_note: Annotated[Note | None, Field(description=docs.NOTE)] = None

    @model_validator(mode="after")
    def says_something(self) -> TaskChange:
        """A task cannot lose what it must have, and what belongs to a state comes with it."""
        for name in ("name", "lead", "kind", "deliverables_owed", "source", "certainty", "status"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise PydanticCustomError("missing", "This field is required.")
        if self.status is None and self.model_fields_set & {"status_on", "status_source", "status_note"}:
            raise PydanticCustomError("missing", "This field is required.")
        return self

    def change(self) -> statuses.Change | None:
        """The state that is said, if one is."""
        if self.status is None:
            return None
        return statuses.Change(self.status, self.status_on, _cited(self.status_source), self.status_note)


class ProgressBody(Body):
    """Tỷ lệ hoàn thành do đơn vị chủ trì tự báo cáo / How far the leading organisation says it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"percent": 40, "note": "Đã lựa chọn nhà thầu"}]})

    percent: Annotated[Percent, Field(description=docs.PERCENT)]
    reported_on: Annotated[fields.Day | None, Field(description=docs.REPORTED_ON)] = None
    note: Annotated[Note | None, Field(description=docs.NOTE)] = None

    def said(self) -> statuses.Said:
        """The domain's word for it."""
        return statuses.Said(self.percent, self.reported_on, self.note)
