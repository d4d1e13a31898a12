"""Official results at main-index level: imported, and compared with what follows from them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Request, Response

from services.scoring_api import results_answers as answers
from shared.identity import guard
from shared.imports import values as imports
from shared.kit import exact_json, tables
from shared.kit.web import doors, reply, table_files
from shared.overview.imports import routes as imports_routes
from shared.rankings.results import comparing, importing, table

_RESOURCE = imports_routes.Resource(
    importing.KIND, "result", "assessments", "kết quả đã công bố", "/v1/assessments/results/imports"
)
router = imports_routes.router_of([_RESOURCE])
_ROW: dict[str, Any] = {
    "organisation": "tinh-tuyen-quang",
    "total": 0.5,
    "rank": 58,
    "rank_of": 63,
    "index_1": 0.25,
    "rank_1": 50,
}
_IMPORTED = table_files.in_openapi(table_files.row_schema(table.COLUMNS))
_IMPORTED["requestBody"]["content"][tables.JSON]["example"] = {"rows": [_ROW]}
Framework = Annotated[
    str,
    Query(
        min_length=1,
        max_length=120,
        pattern=r"^[^\x00]*$",
        description="Slug hoặc id của bộ chỉ số; `dti-922@1` nêu rõ phiên bản khi các phiên bản khác nhau ở chỉ số"
        " chính / slug or id of the framework; `dti-922@1` names the version where they differ in their main indices.",
    ),
]
Year = Annotated[int, Query(ge=2000, le=2100, description="Năm của kết quả / year of the results.")]
_Text = Annotated[str | None, Query(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]


@router.post(
    "/v1/assessments/results/import",
    operation_id="import_results",
    tags=["assessments"],
    status_code=201,
    summary="Nhập kết quả đã công bố / Import official results",
    description="Kết quả của một bộ chỉ số và một năm đến từng chỉ số chính, mỗi tỉnh một dòng (XLSX, CSV hoặc JSON),"
    " căn cứ một văn bản. Số đã công bố không bao giờ bị sửa: tệp đính chính là một lần nhập khác, lần trước được thay"
    " và vẫn giữ. Tổng điểm, trụ cột, thứ hạng được tính lại từ đó; chỗ nào khác với số công bố được nêu ở từng dòng"
    " (cảnh báo). Đơn vị không có trong danh bạ bị từ chối, kèm gợi ý.\n\nThe results of a framework and a year down to"
    " main indices, an organisation a row (XLSX, CSV or JSON), on a document. A published figure never changes: a"
    " corrected file is another import, the one before is superseded and kept. Totals, pillars and ranks are computed"
    " from them; where they differ from what was published the row says so (a warning). Who is not in the register is"
    " refused, with what may have been meant.",
    responses=imports_routes.ANSWERS,
    response_model=None,
    openapi_extra=_IMPORTED,
)
async def import_results(
    request: Request,
    session: doors.Transaction,
    sent: table_files.TableFile,
    acting: guard.ActingNow,
    *,
    framework: Framework,
    year: Year,
    document: Annotated[
        str,
        Query(
            min_length=1,
            max_length=120,
            pattern=r"^[^\x00]*$",
            description="Văn bản công bố (slug hoặc id) / the document, slug or id.",
        ),
    ],
    clause: Annotated[
        str, Query(min_length=1, max_length=500, pattern=r"^[^\x00]*$", description="Điều khoản, phụ lục / clause.")
    ],
    quote: Annotated[_Text, Query(description="Trích dẫn nguyên văn / verbatim quote.")] = None,
    note: Annotated[_Text, Query(description="Ghi chú / a note.")] = None,
    dry_run: imports_routes.DryRun = False,
    prefer: imports_routes.Prefer = None,
) -> Response:
    """Done, or laid down for the worker."""
    said = (framework, year, document, clause, quote, note)
    facts = dict(zip(importing.FACTS, said, strict=True))
    await importing.look_up(session, facts)
    return await imports_routes.take(
        request,
        session,
        importing.Importer(),
        sent,
        context=imports.Context(acting.actor, acting.clock, facts),
        dry_run=dry_run,
        prefer=prefer,
        address=_RESOURCE.address,
    )


@router.get(
    "/v1/assessments/results",
    operation_id="compare_results",
    tags=["assessments"],
    summary="Kết quả đã công bố và số tính lại / Official results beside what follows from them",
    description="Mỗi cơ quan: tổng điểm, thứ hạng đã công bố, và số tính từ giá trị các chỉ số chính; chỗ khác nhau"
    " quá sai số làm tròn được liệt kê. Thứ hạng chỉ được đối chiếu khi biết giá trị của mọi cơ quan.\n\nEach"
    " organisation's published total and rank beside those computed of its main indices; what differs by more than"
    " rounding explains is listed. Ranks are held against each other only where everybody's values are known.",
    responses={200: {"model": answers.Results}},
)
async def compare_results(reader: doors.Reading, framework: Framework, year: Year) -> Response:
    """All of one framework and year."""
    return reply.json(exact_json.dump(await comparing.compare(reader, framework, year)))
