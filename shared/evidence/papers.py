"""A paper over HTTP, whatever it is for: how a file comes in with its metadata, and how a stored one is shown."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

import anyio.to_thread
from fastapi import File, Form, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError, WithJsonSchema

from shared.audit import service as audit
from shared.evidence import files, values
from shared.kit import db, strict_json
from shared.kit.settings import ServiceSettings
from shared.kit.web import downloads

# By `format` client generators and the documentation page know a file; what FastAPI writes few of them understand.
Sent = Annotated[
    UploadFile,
    WithJsonSchema({"type": "string", "format": "binary", "title": "File"}),
    File(description="PDF, DOCX, XLSX, JPEG hoặc PNG / PDF, DOCX, XLSX, JPEG or PNG."),
]
# The answer with a stored file.
IN_OPENAPI: dict[int | str, dict[str, Any]] = {
    200: {"content": {one: {"schema": {"type": "string", "format": "binary"}} for one in files.ACCEPTED}}
}
_Metadata = TypeVar("_Metadata", bound=BaseModel)


@dataclass(frozen=True)
class Draft:
    """A file that was sent, until it is kept: `path` is its copy, beside the store in `folder`."""

    file: values.File
    path: Path
    folder: Path


def metadata_field(schema: str, example: str) -> Any:
    """The form's field `metadata`. Without a media type: with one, the documentation page would ask for a file."""
    described = (
        f"JSON theo lược đồ `{schema}` (mục Schemas của tài liệu này) / JSON of the schema `{schema}`"
        f" (`#/components/schemas/{schema}`, under Schemas)."
    )
    return Form(max_length=20_000, description=described, json_schema_extra={"examples": [example]})


def parsed(model: type[_Metadata], text: str) -> _Metadata:
    """The metadata. Raises RequestValidationError with each field below `metadata`."""
    try:
        return model.model_validate(strict_json.parse(text.encode("utf-8", "surrogatepass"), field="metadata"))
    except ValidationError as error:
        located = [{**item, "loc": ("body", "metadata", *item["loc"])} for item in error.errors()]
        raise RequestValidationError(located) from error


@asynccontextmanager
async def draft(request: Request, sent: UploadFile) -> AsyncIterator[Draft]:
    """Copy and hash a file beside the store, and clear the copy away afterwards. Raises what `files.receive` does."""
    configured: ServiceSettings = request.app.state.configured
    folder, limit = configured.evidence_dir, configured.upload_limit_bytes
    copy = partial(files.receive, folder, sent.file, name=sent.filename or "", limit=limit)
    file, path = await anyio.to_thread.run_sync(copy)
    try:
        yield Draft(file, path, folder)
    finally:
        path.unlink(missing_ok=True)


async def show(
    request: Request,
    session: db.Session,
    actor: audit.Actor,
    found: Mapping[str, Any],
    *,
    operation: str,
    entity: tuple[str, uuid.UUID],
) -> Response:
    """A stored file (`found`: sha256, media_type, file_name) as an answer; who reads it is written down first."""
    kind, entity_id = entity
    await audit.record_reading(
        session,
        actor,
        operation=operation,
        entity_kind=kind,
        entity_id=entity_id,
        detail={"sha256": found["sha256"]},
    )
    configured: ServiceSettings = request.app.state.configured
    return downloads.respond(
        request,
        files.path_of(configured.evidence_dir, found["sha256"]),
        etag=f'"{found["sha256"]}"',
        media_type=found["media_type"],
        name=found["file_name"],
    )
