"""Files on disk: drafts go, kept files stay under their hash, and a forged office document is not unpacked."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import zipfile
from pathlib import Path

import pytest

from shared.evidence import errors, files, packages

PDF = b"%PDF-1.7 a plan"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PARTS = ("[Content_Types].xml", "word/document.xml")


def _received(folder: Path, content: bytes) -> tuple[str, str, Path]:
    file, draft = files.receive(folder, io.BytesIO(content), name="a", limit=100_000_000)
    return file.media_type, file.sha256, draft


def _document(*more: str) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as package:
        for name in (*_PARTS, *more):
            package.writestr(name, "")
    return raw.getvalue()


def _forged(entries: int, *, wide: bool) -> bytes:
    """A document whose table of contents has that many entries, all of the same byte; nothing is stored."""
    names = [*(part.encode() for part in _PARTS), *([b"a"] * (entries - 2))]
    head = struct.Struct("<4s4B4HL2L5H2L")
    table = b"".join(
        head.pack(b"PK\x01\x02", 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0) + name
        for name in names
    )
    said, end = entries, b""
    if wide:
        end = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, entries, entries, len(table), 4)
        end += struct.pack("<4sLQL", b"PK\x06\x07", 0, 4 + len(table), 1)
        said = 0xFFFF
    size, start = (0xFFFFFFFF, 0xFFFFFFFF) if wide else (len(table), 4)
    return b"PK\x03\x04" + table + end + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, said, said, size, start, 0)


@pytest.mark.parametrize("comment", [b"", b"x" * 65_535])
def test_a_document_is_known_by_its_parts(tmp_path: Path, comment: bytes) -> None:
    content = _document(*(f"word/media/{n}.png" for n in range(1_000)))
    content = content[:-2] + struct.pack("<H", len(comment)) + comment
    assert _received(tmp_path, content)[0] == WORD


@pytest.mark.parametrize("wide", [False, True])
def test_a_table_of_contents_within_the_bounds_is_read(tmp_path: Path, wide: bool) -> None:
    assert _received(tmp_path, _forged(packages.MAX_ENTRIES, wide=wide))[0] == WORD


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("entries", [packages.MAX_ENTRIES + 1, 60_000])
def test_a_forged_table_of_contents_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entries: int, wide: bool
) -> None:
    monkeypatch.delattr(zipfile, "ZipFile")  # who unpacks the table fails
    with pytest.raises(errors.FileTypeRefused):
        _received(tmp_path, _forged(entries, wide=wide))
    assert list((tmp_path / "drafts").iterdir()) == []


def test_a_table_whose_number_of_entries_lies_is_bounded_by_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = _forged(60_000, wide=False)
    lying = content[:-14] + struct.pack("<2H", 3, 3) + content[-10:]
    monkeypatch.delattr(zipfile, "ZipFile")
    with pytest.raises(errors.FileTypeRefused):
        _received(tmp_path, lying)


def test_a_document_of_a_newer_format_is_refused(tmp_path: Path) -> None:
    content = _document()
    at = content.index(b"PK\x01\x02")
    with pytest.raises(errors.FileTypeRefused):
        _received(tmp_path, content[: at + 6] + b"\xff\x00" + content[at + 8 :])


def test_right_bytes_replace_spoiled_ones(tmp_path: Path) -> None:
    _, sha256, draft = _received(tmp_path, PDF)
    kept = files.path_of(tmp_path, sha256)
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"spoiled")
    files.keep(tmp_path, draft, sha256)
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == sha256


def test_a_link_in_the_store_is_replaced_and_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"mine")
    _, sha256, draft = _received(tmp_path / "store", PDF)
    kept = files.path_of(tmp_path / "store", sha256)
    kept.parent.mkdir(parents=True)
    kept.symlink_to(elsewhere)
    files.keep(tmp_path / "store", draft, sha256)
    assert (kept.is_symlink(), kept.read_bytes(), elsewhere.read_bytes()) == (False, PDF, b"mine")


def test_a_draft_of_yesterday_is_swept_and_one_of_now_is_not(tmp_path: Path) -> None:
    _, sha256, kept = _received(tmp_path, PDF)
    _, _, left = _received(tmp_path, PDF)
    os.utime(kept, (0, 0))
    files.keep(tmp_path, kept, sha256)
    assert files.sweep_drafts(tmp_path, older_than_s=3600) == 0
    os.utime(left, (0, 0))
    assert files.sweep_drafts(tmp_path, older_than_s=3600) == 1
    assert files.path_of(tmp_path, sha256).read_bytes() == PDF
