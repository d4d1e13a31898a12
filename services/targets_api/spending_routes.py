"""What agencies spend on digital transformation."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response

from services.targets_api import spending_answers as answers
from services.targets_api import spending_bodies as bodies
from shared.identity import guard
from shared.imports import values as imports
from shared.kit import tables
from shared.kit.web import doors, moments, pages, reply, routes, table_files
from shared.organisations import service as organisations
from shared.overview.imports import routes as taking
from shared.targets.spending import files, importing
from shared.targets.spending import service as spending

router = routes.router()
RESOURCE = taking.Resource(importing.KIND, "spending", "tasks", "số chi", "/v1/budget/spending/imports")
_FILE = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/v1/budget/spending",
    operation_id="get_spending",
    tags=["tasks"],
    summary="Chi cho chuyển đổi số / Spending on digital transformation",
    description="Số chi mà kế hoạch 187 giao các cơ quan tổng hợp hằng năm: tổng theo lĩnh vực và nguồn chi, ai chưa"
    " báo cáo, tỷ lệ so với mức khoảng 1% mà kế hoạch nêu, và bộ số liệu đang dùng của từng cơ quan. Nguồn chi mà một"
    " cơ quan được giao xác định cho toàn tỉnh thì tính số đó, còn lại là tổng của các cơ quan. `as_of`: cơ quan nào"
    " được giao vào ngày ấy. Lĩnh vực và điều được giao theo danh mục hiện nay."
    "\n\nWhat plan 187 has agencies sum every year: totals by area and nature, who has not"
    " reported, the share beside the plan's about 1%, and each agency's set that counts. A nature that somebody"
    " is asked to determine for the whole province counts by that figure, the others by the agencies' sum."
    " `as_of`: who is asked on that day. The areas and what is asked are the catalog's of today.",
    responses={200: {"model": answers.Spending}},
)
async def get_spending(
    *,
    request: Request,
    reader: doors.Reading,
    at: moments.At,
    year: pages.Year = None,
    organisation: pages.Word = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """A year."""
    (after,) = pages.decode(cursor, str)
    whose = await organisations.filter_id(reader, "organisation", organisation)
    return pages.respond(
        request, await spending.read_year(reader, at, year, whose, after=after, limit=limit, total=total)
    )


@router.post(
    "/v1/budget/spending",
    operation_id="record_spending",
    tags=["tasks"],
    status_code=201,
    summary="Ghi số chi của cơ quan / Record an agency's spending",
    description="Cả bộ số liệu của cơ quan mình trong một năm: mọi lĩnh vực mà điều khoản giao, tách đầu tư và"
    " thường xuyên khi điều khoản yêu cầu; tổng nêu ra phải bằng các phần. Không bộ nào bị sửa hay xóa: bộ thứ hai là"
    " một lần ghi mới; số ước sau số chính thức phải nêu `reason`, nếu không thì 409.\n\nThe whole set of the caller's"
    " organisation for a year: every area that a clause asks of it, investment and recurrent apart where it asks"
    " for that; a total that is stated equals its parts. No set is changed or deleted: a second one is a new"
    " vintage; an estimate after a final one gives its `reason`, or it is 409.",
    responses={
        200: {"model": answers.SpendingSet, "description": "Không có gì mới / nothing new."},
        201: {"model": answers.SpendingSet},
    },
)
async def record_spending(
    body: bodies.SpendingBody, session: doors.Transaction, caller: guard.Caller, acting: guard.ActingNow
) -> Response:
    """The set as recorded."""
    done = await spending.record(session, caller, acting, body.organisation, body.statement())
    return reply.json(done.item.encode(), 201 if done.new else 200)


@router.get(
    "/v1/budget/spending/template",
    operation_id="get_spending_form",
    tags=["tasks"],
    summary="Biểu mẫu nhập số chi / Form for spending",
    description="Tệp để điền và gửi lại vào `/v1/budget/spending/import`: các cột với hướng dẫn, mỗi lĩnh vực mà điều"
    " khoản giao cơ quan của người gọi là một dòng của `year` (mặc định năm của `as_of`); gửi lại y nguyên thì không có"
    " gì thay đổi. `csv` cho máy, `csv-excel` cho Excel tiếng Việt.\n\nA file to fill in and send to"
    " `/v1/budget/spending/import`: the columns explained, a row of `year` (that of `as_of` by default) for each area"
    " that a clause asks of the caller's organisation; sent back as it is it changes nothing. `csv` is for machines,"
    " `csv-excel` for a Vietnamese Excel.",
    responses={200: {"content": {tables.XLSX: _FILE, tables.CSV: _FILE}}},
    response_class=Response,
)
async def get_spending_form(
    reader: doors.Reading,
    caller: guard.Caller,
    at: moments.At,
    year: pages.Year = None,
    written: Annotated[files.Written, Query(alias="format", description="Dạng tệp / kind of file.")] = "xlsx",
) -> Response:
    """A file."""
    content, media_type = await spending.form(reader, at, caller.organisation, year, written)
    ending = "xlsx" if written == "xlsx" else "csv"
    headers = {"Content-Disposition": f'attachment; filename="chi-chuyen-doi-so.{ending}"'}
    return Response(content, media_type=media_type, headers=headers)


@router.post(
    "/v1/budget/spending/import",
    operation_id="import_spending",
    tags=["tasks"],
    status_code=201,
    summary="Nhập số chi từ tệp / Import spending from a file",
    description="Tệp XLSX, CSV hoặc JSON theo biểu mẫu, mỗi dòng một lĩnh vực của một năm; các dòng của một năm là cả"
    " bộ số liệu của cơ quan mình. Nhập tất cả hoặc không nhập gì, mỗi dòng một kết luận: `new`, `changed` (năm đã có"
    " bộ số liệu, đây là lần ghi mới), `unchanged` (đã ghi, hoặc năm chưa có số). Gửi lại cùng tệp thì không có gì thay"
    " đổi. Tệp lớn được xử lý sau (202).\n\nAn XLSX, CSV or JSON file as the form has it, an area of a year per row;"
    " the rows of a year are the whole set of the caller's organisation. All of it is imported or nothing, with a"
    " verdict for each row: `new`, `changed` (a further vintage of its year), `unchanged` (recorded already, or a year"
    " without a figure). The same file sent again changes nothing. A large one is carried out later (202).",
    responses=taking.ANSWERS,
    openapi_extra=table_files.in_openapi(table_files.row_schema(files.COLUMNS), bodies.ROWS),
)
async def import_spending(
    request: Request,
    session: doors.Transaction,
    sent: table_files.TableFile,
    acting: guard.ActingNow,
    *,
    dry_run: taking.DryRun = False,
    prefer: taking.Prefer = None,
) -> Response:
    """How it ended, or where to ask."""
    return await taking.take(
        request,
        session,
        importing.Importer(),
        sent,
        context=imports.Context(acting.actor, acting.clock),
        dry_run=dry_run,
        prefer=prefer,
        address=RESOURCE.address,
    )


router.include_router(taking.router_of([RESOURCE]))
