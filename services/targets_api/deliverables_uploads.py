"""A posted deliverable on its way in: metadata checked first, then the file, and only then a transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import anyio.to_thread
from fastapi import Depends, File, Form, Request, UploadFile
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError, WithJsonSchema
from pydantic.config import JsonDict

from services.targets_api.deliverables_bodies import DeliverableMetadata
from shared.evidence import files, values
from shared.kit import strict_json
from shared.kit.settings import ServiceSettings
from shared.tasks import deliverables

_FILE_IN_OPENAPI = {"type": "string", "format": "binary", "title": "File"}
_FILE = "PDF, DOCX, XLSX, JPEG hoặc PNG / PDF, DOCX, XLSX, JPEG or PNG."
_METADATA = (
    "JSON theo lược đồ `DeliverableMetadata` (mục Schemas của tài liệu này) / JSON of the schema `DeliverableMetadata`"
    " (`#/components/schemas/DeliverableMetadata`, under Schemas)."
)
_METADATA_IN_OPENAPI: JsonDict = {
    "examples": ['{"title": "Biên bản nghiệm thu", "document_number": "12/BB-STTTT", "issued_on": "2022-10-20"}'],
}


@dataclass(frozen=True)
class Received:
    """What was said and what was sent; `draft` is the file until it is kept."""

    submission: deliverables.Submission
    file: values.File
    draft: Path
    folder: Path


async def receive(
    request: Request,
    file: Annotated[UploadFile, WithJsonSchema(_FILE_IN_OPENAPI), File(description=_FILE)],
    metadata: Annotated[str, Form(max_length=20_000, description=_METADATA, json_schema_extra=_METADATA_IN_OPENAPI)],
) -> AsyncIterator[Received]:
    """Check the metadata, copy and hash the file beside the store, and clear the draft away afterwards."""
    submission = _metadata(metadata).submission()
    configured: ServiceSettings = request.app.state.configured
    folder, limit = configured.evidence_dir, configured.upload_limit_bytes
    copy = partial(files.receive, folder, file.file, name=file.filename or "", limit=limit)
    stored, draft = await anyio.to_thread.run_sync(copy)
    try:
        yield Received(submission, stored, draft, folder)
    finally:
        draft.unlink(missing_ok=True)


Upload = Annotated[Received, Depends(receive, scope="function")]


def _metadata(text: str) -> DeliverableMetadata:
    try:
        return DeliverableMetadata.model_validate(
            strict_json.parse(text.encode("utf-8", "surrogatepass"), field="metadata")
        )
    except ValidationError as error:
        located = [{**item, "loc": ("body", "metadata", *item["loc"])} for item in error.errors()]
        raise RequestValidationError(located) from error
