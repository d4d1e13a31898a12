"""Measurements: recorded by the organisation itself, read by whoever may read the province's figures."""

from __future__ import annotations

import uuid
from enum import Enum
from typing import Annotated

from fastapi import Path, Query, Request, Response

from services.targets_api import measurements_answers as answers
from services.targets_api import measurements_bodies as bodies
from services.targets_api import progress_answers
from shared.identity import access, guard
from shared.imports import values as imports
from shared.kit import tables
from shared.kit.web import doors, moments, pages, reply, routes, table_files
from shared.organisations import service as organisations
from shared.overview.imports import routes as taking
from shared.targets import contradictions, values
from shared.targets import service as targets
from shared.targets.measuring import files, importing
from shared.targets.measuring import service as measuring
from shared.targets.measuring import values as words

router = routes.router()
_TAGS: list[str | Enum] = ["targets"]
_FILE = {"schema": {"type": "string", "format": "binary"}}
_DAY = "Ngày của số liệu {0}, kể cả ngày đó / day of the figure {1}, included."


@router.post(
    "/v1/measurements",
    operation_id="record_measurements",
    tags=_TAGS,
    status_code=201,
    summary="Ghi số liệu / Record figures",
    description="Một số liệu, hoặc tới 200 số liệu trong `items`; sai một số thì không ghi gì. Chỉ ghi cho chính cơ"
    " quan mình. Không lần ghi nào bị sửa hay xóa: số liệu thứ hai của cùng chỉ tiêu, cơ quan và ngày là một lần ghi"
    " mới; số chính thức chốt số ước; ghi số ước sau số chính thức phải nêu `reason`, nếu không thì 409. Số liệu"
    " giống hệt lần ghi cuối cùng loại thì không ghi lại (200 nếu không có gì mới).\n\nOne figure, or up to 200"
    " in `items`; nothing is recorded if one is wrong. For the caller's own organisation only. No recording is"
    " ever changed or deleted: a second figure of the same target, organisation and day is a new vintage; a final"
    " figure closes the estimate; an estimate after a final must give its `reason`, or it is 409. What the last"
    " vintage of its kind says already is not recorded again (200 when nothing is new).",
    responses={
        200: {"model": answers.Vintage | answers.Vintages, "description": "Không có gì mới / nothing new."},
        201: {"model": answers.Vintage | answers.Vintages},
    },
)
async def record_measurements(
    body: bodies.OneOrMany, session: doors.Transaction, caller: guard.Caller, acting: guard.ActingNow
) -> Response:
    """The figures as recorded."""
    many = isinstance(body, bodies.MeasurementsBody)
    stated = body.items if isinstance(body, bodies.MeasurementsBody) else [body]
    done = await measuring.record(
        session,
        caller,
        acting,
        [(one.organisation, one.statement()) for one in stated],
        place=lambda number: f"items.{number}" if many else "",
    )
    said = f'{{"items": [{", ".join(done.items)}]}}' if many else done.items[0]
    location = {} if many else {"Location": f"/v1/measurements/{done.ids[0]}"}
    return reply.json(said.encode(), 201 if done.new else 200, location)


@router.get(
    "/v1/measurements",
    operation_id="list_measurements",
    tags=_TAGS,
    summary="Danh sách số liệu / List measurements",
    description="Mọi lần ghi số liệu đến `as_of`, theo thứ tự ghi; không lần nào bị sửa hay xóa. `latest=true`: mỗi"
    " chỉ tiêu và cơ quan chỉ một số, là số đang dùng trong những số mà các bộ lọc khác để lại."
    " `basis=successor`: số liệu của các cơ quan tiền thân của `organisation`, vẫn là của họ, kèm đường kế thừa `path`."
    "\n\nEvery recording up to `as_of` in the order of recording; none is ever changed or deleted. `latest=true`: of"
    " each target and organisation the figure that counts among those that the other filters leave. `basis=successor`:"
    " what the predecessors of `organisation` recorded; it stays theirs, and `path` says how it came.",
    responses={200: {"model": answers.VintagePage}},
)
async def list_measurements(
    *,
    request: Request,
    reader: doors.Reading,
    at: moments.At,
    target: pages.Word = None,
    organisation: pages.Word = None,
    kind: Annotated[values.Kind | None, Query(description="Ước hay chính thức / estimate or final.")] = None,
    origin: Annotated[values.Origin | None, Query(description="Nguồn / where it comes from.")] = None,
    measured_from: Annotated[moments.Day, Query(description=_DAY.format("từ", "from"))] = None,
    measured_to: Annotated[moments.Day, Query(description=_DAY.format("đến", "up to"))] = None,
    basis: Annotated[
        words.Basis,
        Query(
            description="`successor`: số liệu của các cơ quan mà `organisation` đã thay, kèm đường kế thừa / the"
            " figures of those whose place `organisation` took, with the path."
        ),
    ] = "own",
    latest: Annotated[bool, Query(description="Chỉ số đang dùng / only the figure that counts.")] = False,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """One page."""
    after = pages.decode(cursor, pages.instant, uuid.UUID)
    whose = await organisations.filter_id(reader, "organisation", organisation)
    wanted = words.Filter(
        await targets.filter_id(reader, "target", target),
        whose,
        kind=kind,
        origin=origin,
        since=measured_from,
        until=measured_to,
        latest=latest,
    )
    page = await measuring.list_page(reader, at, wanted, basis=basis, after=after, limit=limit, total=total)
    return pages.respond(request, page)


@router.get(
    "/v1/measurements/template",
    operation_id="get_measurement_form",
    tags=_TAGS,
    summary="Biểu mẫu nhập số liệu / Form for figures",
    description="Tệp để điền và gửi lại vào `/v1/measurements/import`: các cột với hướng dẫn, mỗi chỉ tiêu mà cơ quan"
    " của người gọi đo là một dòng; gửi lại y nguyên thì không có gì thay đổi. `csv` cho máy, `csv-excel` cho Excel"
    " tiếng Việt.\n\nA file to fill in and send to `/v1/measurements/import`: the columns explained, a row for"
    " each target that the caller's organisation measures; sent back as it is it changes nothing. `csv` is for"
    " machines, `csv-excel` for a Vietnamese Excel.",
    responses={200: {"content": {tables.XLSX: _FILE, tables.CSV: _FILE}}},
    response_class=Response,
)
async def get_measurement_form(
    reader: doors.Reading,
    caller: guard.Caller,
    at: moments.At,
    written: Annotated[files.Written, Query(alias="format", description="Dạng tệp / kind of file.")] = "xlsx",
) -> Response:
    """A file."""
    content, media_type = await measuring.form(reader, at, caller.organisation, written)
    ending = "xlsx" if written == "xlsx" else "csv"
    headers = {"Content-Disposition": f'attachment; filename="so-lieu.{ending}"'}
    return Response(content, media_type=media_type, headers=headers)


@router.post(
    "/v1/measurements/import",
    operation_id="import_measurements",
    tags=_TAGS,
    status_code=201,
    summary="Nhập số liệu từ tệp / Import figures from a file",
    description="Tệp XLSX, CSV hoặc JSON theo biểu mẫu; nhập tất cả hoặc không nhập gì, mỗi dòng một kết luận: `new`,"
    " `changed` (lần ghi mới của số đã có), `unchanged` (đã ghi, hoặc dòng chưa có số). Gửi lại cùng tệp thì"
    " không có gì thay đổi. Tệp lớn được xử lý sau (202).\n\nAn XLSX, CSV or JSON file as the form has it; all of"
    " it is imported or nothing, with a verdict for each row: `new`, `changed` (a further vintage), `unchanged`"
    " (recorded already, or a row without a figure). The same file sent again changes nothing. A large one is"
    " carried out later (202).",
    responses=taking.ANSWERS,
    openapi_extra=table_files.in_openapi(table_files.row_schema(files.COLUMNS), bodies.MANY["items"]),
)
async def import_measurements(
    request: Request,
    session: doors.Transaction,
    sent: table_files.TableFile,
    caller: guard.Caller,
    acting: guard.ActingNow,
    *,
    dry_run: taking.DryRun = False,
    prefer: taking.Prefer = None,
) -> Response:
    """How it ended, or where to ask."""
    facts = {importing.SERVICE: access.is_service(caller)}
    context = imports.Context(acting.actor, acting.clock, facts)
    return await taking.take(
        request, session, importing.Importer(), sent, context=context, dry_run=dry_run, prefer=prefer
    )


@router.get(
    "/v1/measurements/findings",
    operation_id="list_measurement_findings",
    tags=_TAGS,
    summary="Phát hiện về số liệu / Findings about figures",
    description="Số liệu của tỉnh trái với số tổng hợp đủ các đơn vị bên dưới của cùng ngày, kèm từng dòng số liệu."
    " Phát hiện được mở trong chính giao dịch ghi số liệu, và do số liệu sau đóng lại; `state` theo hiểu biết lúc"
    " `known_at`.\n\nFigures of the province that contradict the roll-up of all its parts of the same day, with the"
    " rows. A finding is opened in the very transaction that records the figure, and closed by a later one; `state` is"
    " what was known at `known_at`.",
    responses={200: {"model": progress_answers.MeasurementFindings}},
)
async def list_measurement_findings(
    *,
    request: Request,
    reader: doors.Reading,
    at: moments.At,
    target: pages.Word = None,
    state: Annotated[
        values.FindingState | None, Query(description="Còn mở hay đã đóng / still open, or closed since.")
    ] = None,
    limit: pages.Limit = pages.DEFAULT_LIMIT,
    cursor: pages.Cursor = None,
    total: pages.Total = False,
) -> Response:
    """One page."""
    after = pages.decode(cursor, pages.instant, uuid.UUID)
    wanted = values.FindingFilter(await targets.filter_id(reader, "target", target), state)
    page = await contradictions.list_page(reader, at, wanted, after=after, limit=limit, total=total)
    return pages.respond(request, page)


@router.get(
    "/v1/measurements/{measurement}",
    operation_id="get_measurement",
    tags=_TAGS,
    summary="Một số liệu / One measurement",
    description="Một lần ghi, và vị trí của nó trong các lần ghi của cùng chỉ tiêu, cơ quan và ngày theo hiểu biết lúc"
    " `known_at`; 404 khi lúc ấy chưa ghi.\n\nOne recording and its place among those of the same target,"
    " organisation and day as known at `known_at`; 404 when it was not recorded then.",
    responses={200: {"model": answers.VintageOfDay}},
)
async def get_measurement(
    reader: doors.Reading,
    at: moments.At,
    measurement: Annotated[uuid.UUID, Path(description="Id của lần ghi / id of the recording.")],
) -> Response:
    """One object."""
    return reply.json(await measuring.get(reader, at, measurement))
