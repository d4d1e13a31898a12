"""The annex of the plan: an empty form of it, and its import."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Literal

from fastapi import Query, Request, Response

from shared.identity import guard
from shared.imports import values as imports
from shared.kit import tables
from shared.kit.web import doors, routes, table_files
from shared.overview.imports import routes as taking
from shared.tasks import annex, importing

router = routes.router()
_TAGS: list[str | Enum] = ["tasks"]
_SHEET = "Nhiệm vụ"
_MEDIA = {"xlsx": tables.XLSX, "csv": tables.CSV}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_ROW = {
    "code": "55.PL.001",
    "group": "ha-tang-so",
    "name": "Nâng cấp Trung tâm dữ liệu của tỉnh",
    "lead": "so-thong-tin-va-truyen-thong",
    "due_by_on": "2023-12-31",
    "public_investment_2023": 1500,
    "document": "ke-hoach-55-kh-ubnd-2022",
    "clause": "IV.1",
}
_IMPORTED = table_files.in_openapi(table_files.row_schema(annex.COLUMNS))
_IMPORTED["requestBody"]["content"][tables.JSON]["example"] = {"rows": [_ROW]}
Format = Annotated[Literal["xlsx", "csv"], Query(description="Dạng tệp / kind of file.")]


@router.get(
    "/v1/tasks/template",
    operation_id="get_task_template",
    tags=_TAGS,
    summary="Mẫu phụ lục nhiệm vụ / Form of the annex",
    description="Bảng trống với các cột của phụ lục; tệp XLSX có trang giải thích từng cột.\n\nAn empty table with the"
    " columns of the annex; the XLSX explains each column on a sheet of its own.",
    response_class=Response,
    responses={200: {"content": dict.fromkeys(_MEDIA.values(), _BINARY)}},
)
async def get_task_template(format: Format = "xlsx") -> Response:  # noqa: A002 - as the address calls it
    """The form."""
    if format == "csv":
        content = tables.write_csv(annex.COLUMNS, [], excel=True)
    else:
        content = tables.write_xlsx(annex.COLUMNS, [], sheet=_SHEET, notes=annex.NOTES)
    headers = {"Content-Disposition": f'attachment; filename="phu-luc-nhiem-vu.{format}"'}
    return Response(content, media_type=_MEDIA[format], headers=headers)


@router.post(
    "/v1/tasks/import",
    operation_id="import_tasks",
    tags=_TAGS,
    status_code=201,
    summary="Nhập phụ lục nhiệm vụ / Import the annex",
    description="Tệp XLSX, CSV hoặc JSON theo mẫu; gửi lại cùng tệp thì không có gì thay đổi. Số nhiệm vụ từng nhóm và"
    " kinh phí theo nguồn được so với kế hoạch: thiếu thì cảnh báo, thừa thì từ chối. Có lỗi thì không dòng nào được"
    " ghi.\n\nAn XLSX, CSV or JSON file of the form; the same file again changes nothing. The tasks of each group and"
    " the money by source are held against the plan: too little is a warning, too much is refused. With an error no row"
    " is written.",
    responses=taking.ANSWERS,
    response_model=None,
    openapi_extra=_IMPORTED,
)
async def import_tasks(
    request: Request,
    session: doors.Transaction,
    sent: table_files.TableFile,
    acting: guard.ActingNow,
    *,
    dry_run: taking.DryRun = False,
    prefer: taking.Prefer = None,
) -> Response:
    """Done, or laid down for the worker."""
    context = imports.Context(acting.actor, acting.clock)
    return await taking.take(
        request, session, importing.Importer(), sent, context=context, dry_run=dry_run, prefer=prefer
    )
