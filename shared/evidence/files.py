"""Files of evidence on disk, named by their SHA-256: the same bytes are stored once, and never change."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import struct
import time
import zipfile
from pathlib import Path
from typing import BinaryIO

from shared.evidence import errors, packages, values
from shared.kit.errors import Finding
from shared.kit.names import nfc

# By first bytes, never by the name: what official documents come as.
ACCEPTED = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
}
_WORD, _SHEET = list(ACCEPTED)[1:3]
_SIGNATURES = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
_OFFICE_PARTS = {"word/document.xml": _WORD, "xl/workbook.xml": _SHEET}
_CHUNK = 1 << 20
# NotImplementedError: an entry asks for a newer version of the format.
_UNREADABLE = (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error)
_MAX_NAME = 200
# How a name may end, the first one when it does not: whoever opens what was downloaded starts what the name says, and a
# PDF may as well be a script or a page to whatever else reads it.
_ENDINGS = {
    "application/pdf": (".pdf",),
    _WORD: (".docx",),
    _SHEET: (".xlsx",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
}


def receive(folder: Path, upload: BinaryIO, *, name: str, limit: int) -> tuple[values.File, Path]:
    """Copy an upload to a draft file beside the store while hashing it; the caller removes the draft in the end.

    Memory: one chunk. Raises FileEmpty, FileTooLarge, FileTypeRefused, and then leaves no draft behind.
    """
    (folder / "drafts").mkdir(parents=True, exist_ok=True)
    draft = folder / "drafts" / secrets.token_hex(16)
    try:
        size, sha256 = _copy(upload, draft, limit)
        media_type = _media_type(draft)
        return values.File(_own_name(name, media_type), media_type, size, sha256), draft
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _copy(upload: BinaryIO, draft: Path, limit: int) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with draft.open("xb") as target:
        while chunk := upload.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise errors.FileTooLarge(limit=limit)
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    if size == 0:
        raise errors.FileEmpty(Finding("file", "The file is empty.", "Tệp rỗng.", "empty"))
    return size, digest.hexdigest()


def keep(folder: Path, draft: Path, sha256: str) -> None:
    """Give a draft its lasting name. Called before the commit: a row never points to a file that is not there.

    It takes the place of whatever has the name: bytes just hashed are right, older ones may have been spoiled since.
    """
    kept = path_of(folder, sha256)
    kept.parent.mkdir(parents=True, exist_ok=True)
    draft.replace(kept)
    _sync(kept.parent)


def sweep_drafts(folder: Path, *, older_than_s: float) -> int:
    """Remove drafts that a killed process left behind; how many."""
    stale = [draft for draft in folder.glob("drafts/*") if time.time() - draft.stat().st_mtime > older_than_s]
    for draft in stale:
        draft.unlink(missing_ok=True)
    return len(stale)


def _sync(folder: Path) -> None:
    """A name lasts once its folder is on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def path_of(folder: Path, sha256: str) -> Path:
    """Where a file lies."""
    return folder / sha256[:2] / sha256


def _media_type(file: Path) -> str:
    """The kind of a file by its first bytes; an office document also by the part that makes it one."""
    with file.open("rb") as source:
        head = source.read(8)
    for start, media_type in _SIGNATURES.items():
        if head.startswith(start):
            return media_type
    if head.startswith(b"PK\x03\x04"):
        with contextlib.suppress(*_UNREADABLE):
            packages.check(file)
            with zipfile.ZipFile(file) as package:
                parts = set(package.namelist())
            for part, media_type in _OFFICE_PARTS.items():
                if part in parts and "[Content_Types].xml" in parts:
                    return media_type
    raise errors.FileTypeRefused(accepted=sorted(ACCEPTED.values()))


def _own_name(sent: str, media_type: str) -> str:
    """The last part of the sent name, without separators and control characters, ending as its kind of file does."""
    last = nfc(re.split(r"[/\\]", sent)[-1][-2 * _MAX_NAME :])
    clean = "".join(c for c in last if c.isprintable() and c not in '"<>|:*?').strip(". ")[-_MAX_NAME:] or "tai-lieu"
    endings = _ENDINGS[media_type]
    return clean if clean.lower().endswith(endings) else clean[-_MAX_NAME + len(endings[0]) :] + endings[0]
