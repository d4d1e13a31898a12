"""The package of a workbook (a ZIP of XML parts) before anything of it is believed.

What is handed on is packed anew from parts that were unpacked here within bounds: sizes that lie, parts that stand
twice and whatever else two readers would read differently does not reach the reader of cells.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from xml.etree.ElementTree import Element, ParseError

import defusedxml
from defusedxml import ElementTree

from shared.kit.tables.refusals import FileRefused, Refused

# Unpacked. A sheet of 100,000 rows of 20 columns has some 80 MB of XML.
MOST_BYTES = 192 * 1024 * 1024
_MOST_PARTS = 500
_MOST_SMALL_PART = 16 * 1024 * 1024
# Elements and attributes of such a part, each of which takes a hundred bytes as a tree; 64,000 formats of cells have
# half a million. As many `<a/>` as fit would take 20 times the part.
_MOST_NODES = 1_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
WORKBOOK = "xl/workbook.xml"
# RuntimeError is what zipfile raises for a part that asks for a password. `_check` refuses such a file before, as
# `encrypted` (test_an_encrypted_part); should another kind of encryption get past it, it is no error of ours.
_UNREADABLE = (zipfile.BadZipFile, ValueError, OSError, EOFError, RuntimeError, struct.error, zlib.error)
# All that a workbook may be packed with (ECMA-376 part 2). LZMA would let a file choose how much memory it takes.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

NOT_XLSX = Refused(
    "not_xlsx",
    "The file is no XLSX workbook. Save it as “Excel Workbook (.xlsx)”, or send CSV UTF-8.",
    "Tệp không phải bảng tính XLSX. Hãy lưu dạng “Excel Workbook (.xlsx)”, hoặc gửi CSV UTF-8.",
)
OLD = Refused(
    "xls",
    "The file is an old workbook (.xls) or another old office document. Save it as “Excel Workbook (.xlsx)”.",
    "Tệp là bảng tính đời cũ (.xls) hoặc tài liệu văn phòng đời cũ. Hãy lưu dạng “Excel Workbook (.xlsx)”.",
)
ENCRYPTED = Refused(
    "encrypted",
    "The workbook is protected with a password; save it without one.",
    "Bảng tính được đặt mật khẩu; hãy lưu lại không có mật khẩu.",
)
WORD = Refused(
    "not_xlsx",
    "The file is a Word document; copy its table into a workbook.",
    "Tệp là văn bản Word; hãy chép bảng sang bảng tính.",
)
MACROS = Refused(
    "macros",
    "The workbook holds macros; save it as “Excel Workbook (.xlsx)”, without them.",
    "Bảng tính chứa macro; hãy lưu dạng “Excel Workbook (.xlsx)”, không có macro.",
)
BROKEN = Refused(
    "broken",
    "The workbook is damaged or cut off; save it again.",
    "Bảng tính bị hỏng hoặc bị cắt cụt; hãy lưu lại.",
)
TOO_LARGE = Refused(
    "unpacks_too_large",
    f"Unpacked, the workbook is larger than {MOST_BYTES // 1024 // 1024} MB or has more than {_MOST_PARTS} parts.",
    f"Khi giải nén, bảng tính lớn hơn {MOST_BYTES // 1024 // 1024} MB hoặc có hơn {_MOST_PARTS} phần.",
)
ENTITIES = Refused(
    "xml_entities",
    "The workbook defines XML entities, which no spreadsheet program writes; it is not read.",
    "Bảng tính khai báo thực thể XML, điều mà không chương trình bảng tính nào làm; tệp không được đọc.",
)


class Package:
    """The parts of a workbook, each unpacked within the bounds of all of them."""

    def __init__(self, content: bytes) -> None:
        _refuse_others(content)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            self._infos = {info.filename: info for info in self._zip.infolist()}
        except _UNREADABLE:
            raise FileRefused(BROKEN) from None
        self._left = MOST_BYTES
        self._parts: dict[str, bytes] = {}
        self._check()

    def has(self, prefix: str) -> bool:
        """Whether there is a part whose name begins so."""
        return any(name.startswith(prefix) for name in self._infos)

    def part(self, name: str) -> bytes:
        """The bytes of a part, nothing where there is none. Raises FileRefused."""
        if name not in self._infos:
            return b""
        if name not in self._parts:
            try:
                with self._zip.open(self._infos[name]) as packed:
                    data = packed.read(self._left + 1)
            except _UNREADABLE:
                raise FileRefused(BROKEN) from None
            self._left -= len(data)
            if self._left < 0:
                raise FileRefused(TOO_LARGE)
            self._parts[name] = data
        return self._parts[name]

    def tree(self, name: str) -> Element | None:
        """A small part as XML; None where there is none. Raises FileRefused."""
        data = self.part(name)
        if not data:
            return None
        if len(data) > _MOST_SMALL_PART or data.count(b"<") + data.count(b"=") > _MOST_NODES:
            raise FileRefused(TOO_LARGE)
        try:
            root: Element = ElementTree.fromstring(data, forbid_dtd=True)
        except defusedxml.DefusedXmlException:
            raise FileRefused(ENTITIES) from None
        except (ParseError, ValueError, LookupError):
            raise FileRefused(BROKEN) from None
        return root

    def packed_anew(self, names: list[str]) -> bytes:
        """A package of these parts only, as they were unpacked here."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as clean:
            for name in names:
                if name in self._infos:
                    clean.writestr(name, self.part(name))
        return target.getvalue()

    def _check(self) -> None:
        if any(info.flag_bits & 1 for info in self._infos.values()):
            raise FileRefused(ENCRYPTED)
        if any(info.compress_type not in _PACKED for info in self._infos.values()):
            raise FileRefused(BROKEN)
        if len(self._zip.infolist()) > _MOST_PARTS:
            raise FileRefused(TOO_LARGE)
        if sum(info.file_size for info in self._zip.infolist()) > MOST_BYTES:
            raise FileRefused(TOO_LARGE)
        if self.has("xl/vbaProject"):
            raise FileRefused(MACROS)
        if WORKBOOK not in self._infos:
            raise FileRefused(WORD if self.has("word/") else NOT_XLSX)


def is_zip(content: bytes) -> bool:
    """Whether a content begins as a ZIP or as an old office document: as a workbook, whatever it is called."""
    return content.startswith((_ZIP, _OLE))


def unpacked_bytes(content: bytes) -> int:
    """How large a package says that it is unpacked (no more than that is read of it); of anything else its own size."""
    if not content.startswith(_ZIP):
        return len(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return sum(info.file_size for info in packed.infolist())
    except _UNREADABLE:
        return len(content)


def _refuse_others(content: bytes) -> None:
    if content.startswith(_OLE):
        raise FileRefused(ENCRYPTED if _ENCRYPTED in content else OLD)
    if not content.startswith(_ZIP):
        raise FileRefused(NOT_XLSX)
