"""The official index table of a framework, imported as the draft of its next version."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Request, Response

from shared.frameworks import annex, importing
from shared.identity import guard
from shared.imports import values as imports
from shared.kit import tables
from shared.kit.web import doors, pages, routes, table_files
from shared.overview.imports import routes as taking

router = routes.router()
router.include_router(taking.router_of([taking.Resource("frameworks", "framework", "frameworks", "bộ chỉ số")]))
_ROWS: list[dict[str, Any]] = [
    {"stt": "1", "name": "Nhận thức số", "max_points": 30},
    {
        "stt": "1.1",
        "name": "Ban Chỉ đạo họp",
        "max_points": 20,
        "method": "Họp 4 phiên trở lên: điểm tối đa; 3 phiên: 3/4 điểm tối đa; còn lại: 0 điểm.",
        "evidence_asked": "Thông báo kết luận các phiên họp",
        "collected_from": "Cơ quan tự báo cáo",
        "verified_with": "Văn phòng UBND tỉnh",
        "rule": "tiers (số phiên họp | phiên/năm): >=4: 1; >=3: 0.75; else: 0",
    },
    {
        "stt": "1.2",
        "name": "Người đứng đầu ký văn bản chỉ đạo",
        "max_points": 10,
        "method": "a ÷ b × điểm tối đa",
        "rule": "ratio (văn bản người đứng đầu ký | văn bản) / (văn bản chỉ đạo | văn bản)",
    },
    {"name": "Tổng điểm", "max_points": 30},
]
_IMPORTED = table_files.in_openapi(table_files.row_schema(annex.COLUMNS))
_IMPORTED["requestBody"]["content"][tables.JSON]["example"] = {"rows": _ROWS}
Document = Annotated[
    str,
    Query(
        min_length=1,
        max_length=120,
        pattern=r"^[^\x00]*$",
        description="Văn bản có bảng này: slug hoặc id / the legal document that the table stands in: slug or id.",
    ),
]
Clause = Annotated[
    str,
    Query(min_length=1, max_length=400, pattern=r"^[^\x00]*$", description="Chỗ của bảng / where in it, as an annex."),
]


@router.post(
    "/v1/frameworks/{framework}/import-annex",
    operation_id="import_framework_annex",
    tags=["frameworks"],
    status_code=201,
    summary="Nhập bảng chỉ số / Import the index table",
    description="Bảng chính thức (STT, chỉ số, điểm tối đa, cách xác định và tính điểm, tài liệu kiểm chứng, nguồn thu"
    " thập, đơn vị phối hợp) thành dự thảo phiên bản kế tiếp, hoặc thay nội dung dự thảo đang có. Lời văn “cách xác"
    " định” được giữ nguyên văn; quy tắc chỉ lấy từ cột `rule`, không suy đoán: thiếu thì người thẩm định cho điểm, kèm"
    " cảnh báo. Điểm không khớp, mã trùng, quy tắc sai: không ghi gì, lỗi kèm dòng và cột.\n\nThe official table"
    " becomes the draft of the next version, or takes the place of the draft's content. The free text of a method is"
    " kept word for word; a rule comes from the column `rule` alone and is never guessed: without one the"
    " reviewer grants the points, and a warning says so. Maxima that do not sum, a code twice, a rule that is none:"
    " nothing is written, each error with row and column.",
    responses=taking.ANSWERS,
    response_model=None,
    openapi_extra=_IMPORTED,
)
async def import_framework_annex(
    request: Request,
    session: doors.Transaction,
    sent: table_files.TableFile,
    acting: guard.ActingNow,
    *,
    framework: pages.Key,
    document: Document,
    clause: Clause = "Phụ lục",
    dry_run: taking.DryRun = False,
    prefer: taking.Prefer = None,
) -> Response:
    """Done, or laid down for the worker."""
    facts = {importing.FRAMEWORK: framework, importing.DOCUMENT: document, importing.CLAUSE: clause}
    context = imports.Context(acting.actor, acting.clock, facts)
    return await taking.take(
        request, session, importing.Importer(), sent, context=context, dry_run=dry_run, prefer=prefer
    )
