"""Full exports of the change feed."""

from __future__ import annotations

import uuid
from typing import Annotated

import orjson
from fastapi import Path, Query, Response

from services.targets_api import exports_answers
from shared.identity import guard
from shared.kit.web import doors, reply, routes
from shared.overview.changes import exports

router = routes.router()
Export = Annotated[uuid.UUID, Path(description="Id của bản xuất / id of an export.")]
MaxAge = Annotated[
    int,
    Query(
        ge=0, le=7200, description="Bản xuất được cũ nhất bao nhiêu giây / how old it may be, in seconds; 0: a new one."
    ),
]


@router.get(
    "/v1/changes/export",
    operation_id="get_changes_export",
    tags=["changes"],
    summary="Bản xuất đầy đủ / A full export",
    description="Mọi thứ bên gọi được đọc, tại một ảnh chụp dữ liệu, theo từng phần NDJSON dưới 8 MB, với số dòng,"
    " SHA-256 và con trỏ để đọc tiếp luồng thay đổi. Trả lời bản mới nhất của bên gọi nếu không cũ hơn `max_age` giây,"
    " nếu không thì tạo bản mới; hỏi tiếp tại `address`. Mỗi bên được giữ hai bản trong hai giờ.\n\nEverything"
    " that the caller may read, of one snapshot, in parts of NDJSON under 8 MB each, with row count, SHA-256 and the"
    " cursor to go on from. Answers the caller's newest export if it was asked for at most `max_age` seconds ago, else"
    " a new one is made; ask on at `address`. Two of each caller are kept, for two hours.",
    responses={200: {"model": exports_answers.ExportAsked}},
)
async def get_changes_export(
    session: doors.Transaction, reader: doors.Reading, caller: guard.Caller, now: doors.Now, max_age: MaxAge = 600
) -> Response:
    """Where it is."""
    export = await exports.ask(session, reader, caller, now, max_age=max_age)
    address = f"/v1/changes/exports/{export}"
    return reply.json(orjson.dumps({"id": str(export), "address": address}))


@router.get(
    "/v1/changes/exports/{export}",
    operation_id="get_changes_export_manifest",
    tags=["changes"],
    summary="Một bản xuất / One export",
    description="Trạng thái của bản xuất; khi `ready`: các phần, số dòng, SHA-256, con trỏ.\n\nHow far an export is;"
    " when `ready` its parts, row count, SHA-256 and cursor.",
    responses={200: {"model": exports_answers.Export}},
)
async def get_changes_export_manifest(
    reader: doors.Reading, caller: guard.Caller, now: doors.Now, export: Export
) -> Response:
    """One manifest."""
    found = await exports.manifest(reader, caller, now, export)
    return reply.json(found.body, headers={} if found.ready else {"Retry-After": "1"})


@router.get(
    "/v1/changes/exports/{export}/parts/{number}",
    operation_id="get_changes_export_part",
    tags=["changes"],
    summary="Một phần của bản xuất / A part of an export",
    description="NDJSON: mỗi dòng một đối tượng, dạng như `items` của `/v1/changes`.\n\nNDJSON: one thing a line, in"
    " the form of the `items` of `/v1/changes`.",
    responses={200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}},
    response_class=Response,
)
async def get_changes_export_part(
    reader: doors.Reading,
    caller: guard.Caller,
    now: doors.Now,
    export: Export,
    number: Annotated[int, Path(ge=1, le=1_000_000, description="Số thứ tự từ 1 / counted from 1.")],
) -> Response:
    """The lines."""
    lines, sha256 = await exports.part(reader, caller, now, export, number)
    headers = {"ETag": f'"{sha256}"', "Cache-Control": "private, no-store"}
    return Response(lines, media_type="application/x-ndjson", headers=headers)
