"""Registering organisations, and the register as a file: exported and imported."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Literal

from fastapi import Query, Request, Response

from services.targets_api import organisations_bodies as bodies
from services.targets_api import register_answers as answers
from shared.identity import guard
from shared.imports import values as imports
from shared.kit import tables
from shared.kit.web import doors, moments, reply, routes, table_files
from shared.organisations import exporting, importing, register_table, registering
from shared.overview.imports import routes as taking

router = routes.router()
_TAGS: list[str | Enum] = ["organisations"]
_IMPORTED = table_files.in_openapi(table_files.row_schema(register_table.COLUMNS))
_IMPORTED["requestBody"]["content"][tables.JSON]["example"] = {"rows": [bodies.ROW_EXAMPLE]}
_FILE = {"schema": {"type": "string", "format": "binary"}}
Written = Annotated[
    Literal["csv", "csv-excel", "xlsx"],
    Query(
        alias="format",
        description="`csv` cho máy, `csv-excel` cho Excel tiếng Việt, hoặc `xlsx` / `csv` for machines, `csv-excel` for"
        " a Vietnamese Excel, or `xlsx`.",
    ),
]


@router.post(
    "/v1/organisations",
    operation_id="register_organisation",
    tags=_TAGS,
    status_code=201,
    summary="Đăng ký cơ quan / Register an organisation",
    description="Ghi một cơ quan mà danh bạ chưa có, theo văn bản. Đổi tên, chuyển cấp trên, sáp nhập, chia tách: ghi"
    " tại `/v1/organisations/changes`.\n\nAn organisation that the register does not know, by its document. Who is"
    " renamed, moved, merged or split is recorded at `/v1/organisations/changes`.",
    responses={201: {"model": answers.RegisteredOrganisation}},
)
async def register_organisation(
    body: bodies.NewOrganisation, session: doors.Transaction, acting: guard.ActingNow
) -> Response:
    """What was stated."""
    made = await registering.register(session, acting, body.wanted())
    return reply.json(made.body, 201, {"Location": f"/v1/organisations/{body.slug}"})


@router.get(
    "/v1/organisations/export",
    operation_id="export_organisations",
    tags=_TAGS,
    summary="Xuất danh bạ / Export the register",
    description="Các cơ quan có hiệu lực tại `as_of`, như đã biết lúc `known_at`, mỗi cơ quan một dòng; nhập lại y"
    " nguyên vào `/v1/organisations/import` thì không có gì thay đổi.\n\nThe organisations in force on `as_of` as known"
    " at `known_at`, a row each; sent back as it is to `/v1/organisations/import` it changes nothing.",
    responses={200: {"content": {tables.XLSX: _FILE, tables.CSV: _FILE}}},
    response_class=Response,
)
async def export_organisations(reader: doors.Reading, at: moments.At, written: Written = "csv") -> Response:
    """A file."""
    content = await exporting.export(reader, at, written)
    ending = "xlsx" if written == "xlsx" else "csv"
    media_type = tables.XLSX if written == "xlsx" else "text/csv; charset=utf-8"
    headers = {"Content-Disposition": f'attachment; filename="co-quan-{at.as_of}.{ending}"'}
    return Response(content, media_type=media_type, headers=headers)


@router.post(
    "/v1/organisations/import",
    operation_id="import_organisations",
    tags=_TAGS,
    status_code=201,
    summary="Nhập danh bạ / Import the register",
    description="Tệp XLSX, CSV hoặc JSON với các cột như tệp xuất: thêm cơ quan, mã định danh, vị trí. Dòng đã đúng như"
    " danh bạ là `unchanged`. Đổi tên, chuyển cấp trên chỉ được nhận khi dòng nêu văn bản, điều khoản và ngày thay đổi;"
    " thay đổi khác: `/v1/organisations/changes`. Có lỗi thì không dòng nào được ghi.\n\nAn XLSX, CSV or JSON file with"
    " the columns of the export adds organisations, codes and places. A row that says what the register says is"
    " `unchanged`. A new name or superior is taken only where the row gives document, clause and the day of the change;"
    " for other changes: `/v1/organisations/changes`. With an error no row is written.",
    responses=taking.ANSWERS,
    response_model=None,
    openapi_extra=_IMPORTED,
)
async def import_organisations(
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
