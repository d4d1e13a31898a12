"""What a request asks for, as a SHA-256: equal for a repetition, whatever its spelling; different for anything else."""

from __future__ import annotations

import hashlib
from typing import Any, BinaryIO

import anyio.to_thread
from fastapi import Request
from starlette.datastructures import FormData, UploadFile

from shared.kit import strict_json


async def of(request: Request, operation: str, *, form: bool) -> bytes:
    """Over operation, path, query, If-Match and body.

    JSON is compared as parsed (order of keys, spaces and escapes do not count; 5 and 5.0 differ, as they do for a
    whole number's field), a table file by its kind and SHA-256, a form by its parts (names, texts, file names and the
    files' SHA-256, not its boundary).
    """
    if "table_file" in request.scope:
        said = request.scope["table_file"].fingerprint
    else:
        said = await _parts(await request.form()) if form else _canonical(await request.json())
    asked = [
        operation,
        request.scope["path"],
        sorted(request.query_params.multi_items()),
        request.headers.getlist("if-match"),
        said,
    ]
    return hashlib.sha256(ascii(asked).encode("ascii")).digest()


def _canonical(value: Any) -> Any:
    """A value whose `ascii()` tells JSON values apart: an object becomes a tuple of pairs, which JSON has not."""
    if isinstance(value, dict):
        return tuple(sorted((key, _canonical(item)) for key, item in value.items()))
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    return value


async def _parts(sent: FormData) -> Any:
    return sorted([(name, await _part(value)) for name, value in sent.multi_items()], key=ascii)


async def _part(value: UploadFile | str) -> Any:
    if isinstance(value, str):
        return _text(value)
    return ("file", value.filename, await anyio.to_thread.run_sync(_digest, value.file))


def _text(value: str) -> Any:
    """JSON inside a part as JSON, anything else as it is."""
    try:
        return ("json", _canonical(strict_json.parse(value.encode("utf-8", "surrogatepass"))))
    except strict_json.BodyNotJson:
        return ("text", value)


def _digest(file: BinaryIO) -> str:
    """The file's SHA-256; it can be read again from its beginning."""
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
