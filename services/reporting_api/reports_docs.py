"""What the OpenAPI page shows of the answers of reporting: one example each."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from services.reporting_api import reports_answers as answers
from services.reporting_api import reports_bodies
from shared.organisations import values as organisations
from shared.reporting import values
from shared.targets import values as targets

_SOURCE = {
    "kind": "legal",
    "document": "ke-hoach-55-kh-ubnd-2022",
    "number": "55/KH-UBND",
    "clause": "V.9",
    "quote": "định kỳ 6 tháng (trước ngày 15/6) và hàng năm (trước ngày 10/12) báo cáo Ủy ban nhân dân tỉnh",
    "address": None,
    "note": None,
}
_REGIME = {
    "id": str(values.regime_id("ke-hoach-55-6-thang")),
    "code": "ke-hoach-55-6-thang",
    "name": "Báo cáo 6 tháng tình hình, kết quả thực hiện Kế hoạch 55/KH-UBND",
}
_REGIME_OF_REPORT = {name: _REGIME[name] for name in ("code", "name")}
_ORGANISATION = {"id": str(organisations.organisation_id("so-noi-vu")), "slug": "so-noi-vu", "name": "Sở Nội vụ"}
_OBLIGATION_ID = reports_bodies.EXAMPLE["obligation"]
_REPORT_ID = "9f2d3c1a-7c55-4b43-8a34-0d5a4d544903"
_DUE = {"due_before_on": "2022-06-15", "due_at": "2022-06-14T17:00:00+00:00"}

REGIME = {
    **_REGIME,
    "kind": "agency_report",
    "frequency": "half_yearly",
    "reporters": [{"kind": "group", "slug": "cac-so-ban-nganh-va-ubnd-huyen-thanh-pho"}],
    "receiver": "ubnd-tinh",
    "other_receivers": [],
    "via": "so-thong-tin-va-truyen-thong",
    "due_before": {"month": 6, "day": 15},
    "due_before_on": None,
    "first_year": 2022,
    "last_year": 2025,
    "years_certainty": "derived",
    "years_source": {**_SOURCE, "clause": "Tên kế hoạch"},
    "source": _SOURCE,
    "certainty": "certain",
}
OBLIGATION = {
    "id": _OBLIGATION_ID,
    "regime": {**_REGIME, "kind": "agency_report"},
    "organisation": _ORGANISATION,
    "year": 2022,
    "period": "half_year",
    **_DUE,
    "certainty": "derived",
    "status": "overdue",
    "status_at": "2022-11-01T03:00:00+00:00",
    "late": None,
    "valid_from": None,
    "valid_to": None,
    "inherited_from": None,
    "passed_to": None,
    "change": None,
    "report": None,
    "first_submitted_at": None,
    "accepted_at": None,
}
REPORT = {
    "id": _REPORT_ID,
    "obligation": {"id": _OBLIGATION_ID, "regime": _REGIME_OF_REPORT, "year": 2022, "period": "half_year", **_DUE},
    "organisation": {"id": _ORGANISATION["id"], "slug": "so-noi-vu"},
    "state": "draft",
    "round": 1,
    "version": 1,
    "first_submitted_at": None,
    "late": None,
    "accepted_at": None,
    "rounds": [
        {
            "round": 1,
            "measured_on": "2022-05-31",
            "summary": "Kết quả thực hiện Kế hoạch 55/KH-UBND 6 tháng đầu năm 2022.",
            "note": None,
            "figures": [
                {
                    "target": {
                        "id": str(targets.target_id("KTS.01")),
                        "code": "KTS.01",
                        "name": "Tỷ trọng kinh tế số trong GRDP",
                        "unit": "percent_of_grdp",
                    },
                    "numerator": None,
                    "denominator": None,
                    "value": 11.5,
                    "kind": "estimate",
                    "quality_note": None,
                    "judged_by": {
                        "as_of": "2022-05-31",
                        "known_at": None,
                        "milestones": [
                            {
                                "year": 2025,
                                "operator": "stated",
                                "value": 20,
                                "certainty": "certain",
                                "source": {
                                    **_SOURCE,
                                    "clause": "II.2.1.b, gạch đầu dòng 1",
                                    "quote": "Kinh tế số chiếm 20% GRDP",
                                },
                            }
                        ],
                    },
                }
            ],
            "authors": ["reporter@so-noi-vu"],
            "authored_for": [],
            "submitted_by": None,
            "submitted_for": None,
            "submitted_at": None,
            "decided_by": None,
            "decided_for": None,
            "decided_at": None,
            "verdict": None,
            "comment": None,
            "same_organisation": None,
        }
    ],
    "allowed_actions": ["revise"],
}
LISTED = {
    "id": _REPORT_ID,
    "obligation": _OBLIGATION_ID,
    "regime": _REGIME["code"],
    "organisation": "so-noi-vu",
    "year": 2022,
    "period": "half_year",
    "due_before_on": "2022-06-15",
    "state": "draft",
    "round": 1,
    "version": 1,
    "first_submitted_at": None,
    "late": None,
    "accepted_at": None,
}


def _answer(
    model: type[BaseModel], example: Any, description: str, status: int = 200
) -> dict[int | str, dict[str, Any]]:
    content = {"application/json": {"example": example}}
    return {status: {"model": model, "description": description, "content": content}}


def _page(model: type[BaseModel], example: Any, description: str, **more: Any) -> dict[int | str, dict[str, Any]]:
    return _answer(model, {"items": [example], "next": None, **more}, description)


_MOMENT = {"as_of": "2022-11-01", "known_at": "2022-11-01T03:00:00.000000Z"}
REGIMES_PAGE = _page(answers.ReportingRegimePage, REGIME, "Một trang chế độ báo cáo / a page of regimes")
OBLIGATIONS_PAGE = _page(answers.ObligationPage, OBLIGATION, "Một trang nghĩa vụ / a page of obligations", **_MOMENT)
ONE_OBLIGATION = _answer(answers.ObligationOfDay, {**OBLIGATION, **_MOMENT}, "Nghĩa vụ báo cáo / the obligation")
REPORTS_PAGE = _page(answers.ReportPage, LISTED, "Một trang báo cáo / a page of reports")
ONE_REPORT = _answer(answers.Report, REPORT, "Báo cáo như hiện nay / the report as it is now")
NEW_REPORT = _answer(answers.Report, REPORT, "Dự thảo đã lưu / the stored draft", 201)
