"""Posting evidence, with everything that is wrong about the file, what is said of it, and who sends it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from shared.kit.web import forms
from tests import servers
from tests.services import world
from tests.services.world import AGENCY, IMPORTED, OPEN, PDF, UPLOAD_LIMIT, World, metadata

pytestmark = pytest.mark.asyncio(loop_scope="module")


def _zip(*names: str) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as package:
        for name in names:
            package.writestr(name, "<x/>")
    return raw.getvalue()


NOT_ACCEPTED = {
    "a program": ("a.pdf", b"MZ\x90\x00" + bytes(60)),
    "an ELF program": ("a.pdf", b"\x7fELF" + bytes(60)),
    "a page": ("a.pdf", b"<!doctype html><script>alert(1)</script>"),
    "a page before a document": ("a.pdf", b"<html>%PDF-1.7"),
    "text": ("a.pdf", b"Bao cao"),
    "a picture with code": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "a plain archive": ("a.docx", _zip("a.txt")),
    "an archive named as an office document": ("a.docx", _zip("word/document.xml")),
    "a broken archive": ("a.docx", b"PK\x03\x04" + bytes(100)),
    "an old office document": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60)),
    "an archive cut off": ("a.xlsx", _zip("[Content_Types].xml", "xl/workbook.xml")[:-30]),
    "one byte": ("a.pdf", b"%"),
    "zeros": ("a.png", bytes(100)),
}
ACCEPTED = {
    "application/pdf": PDF,
    "image/png": b"\x89PNG\r\n\x1a\n" + bytes(20),
    "image/jpeg": b"\xff\xd8\xff\xe0" + bytes(20),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _zip(
        "[Content_Types].xml", "word/document.xml"
    ),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _zip("[Content_Types].xml", "xl/workbook.xml"),
}
SAID: dict[str, tuple[str, str]] = {
    "nothing": ("", "metadata"),
    "not JSON": ("title=x", "metadata"),
    "cut off": ('{"title": ', "metadata"),
    "a list": ("[]", "metadata"),
    "null": ("null", "metadata"),
    "text": ('"x"', "metadata"),
    "an empty object": ("{}", "metadata.assessment"),
    "NaN": ('{"title": NaN}', "metadata"),
    "a key twice": ('{"title": "a", "title": "b"}', "metadata"),
    "65 levels": ("[" * 65 + "]" * 65, "metadata"),
    "10,000 brackets": ("[" * 10_000, "metadata"),
    "NUL": (metadata(title="a\x00b"), "metadata.title"),
    "half a surrogate": (metadata(title="a\ud800"), "metadata.title"),
    "longer than 20,000": (metadata(note="x" * 20_000), "metadata"),
}
_VALUES: dict[str, list[Any]] = {
    "assessment": ["x", "", 5, True, None, [], str(IMPORTED)[:-1]],
    "components": [
        [],
        "1.7",
        None,
        5,
        [5],
        [None],
        [""],
        ["x" * 21],
        ["1.7"] * 99,
        {"a": 1},
        ["99.99"],
        ["1.7", "99.99"],
        ["6.1"],
        ["1.7", "6.2"],
    ],
    "title": ["", "x" * 501, 5, None, True, ["x"], {"vi": "x"}],
    "document_number": ["", "x" * 501, "  ", 5, True, []],
    "issued_on": ["2022-13-01", "2022-02-30", "01/06/2022", 20220601, True, "", [], "hôm qua"],
    "issuer": ["", "x" * 501, 5, []],
    "note": ["x" * 2001, 5, []],
    "unknown_field": [1, None],
}
WRONG = [(name, value) for name, values in _VALUES.items() for value in values]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def prepared(
    module_database_url: str, server_urls: servers.Urls, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """One world for all; what is accepted here adds to it, what is refused may not."""
    folder: Path = tmp_path_factory.mktemp("world")
    async with world.world(module_database_url, server_urls.redis, folder) as made:
        yield made


async def _post(
    prepared: World, *, files: Any = (), said: str | None = None, role: str | None = "reporter", **headers: str
) -> httpx.Response:
    data = {} if said is None else {"metadata": said}
    return await prepared.send("POST", "/v1/evidence", role, files=files, data=data, headers=headers)


async def _refused(prepared: World, *statuses: int, **sent: Any) -> dict[str, Any]:
    before = await prepared.state()
    problem = await world.refused(await _post(prepared, **sent), *statuses)
    assert await prepared.state() == before
    assert prepared.drafts() == []
    return problem


def _fields(problem: dict[str, Any]) -> list[str]:
    return [error["field"] for error in problem["errors"]]


@pytest.mark.parametrize("kind", ACCEPTED)
async def test_each_accepted_kind_by_its_first_bytes(prepared: World, kind: str) -> None:
    answer = await _post(prepared, files={"file": ("named.exe", ACCEPTED[kind])}, said=metadata())
    assert answer.status_code == 201, answer.text
    found = await prepared.database.reader.row(
        "SELECT media_type FROM evidence_revisions WHERE evidence_id = CAST($1 AS uuid)", answer.json()["id"]
    )
    assert found == {"media_type": kind}
    assert prepared.drafts() == []


@pytest.mark.parametrize("kind", NOT_ACCEPTED)
async def test_any_other_kind_is_415(prepared: World, kind: str) -> None:
    problem = await _refused(prepared, 415, files={"file": NOT_ACCEPTED[kind]}, said=metadata())
    assert "PDF" in problem["detail"]


async def test_a_declared_type_changes_nothing(prepared: World) -> None:
    await _refused(prepared, 415, files={"file": ("a.pdf", b"MZ" + bytes(60), "application/pdf")}, said=metadata())


@pytest.mark.parametrize(("size", "status"), [(UPLOAD_LIMIT, 201), (UPLOAD_LIMIT + 1, 413)])
async def test_the_limit_to_the_byte(prepared: World, size: int, status: int) -> None:
    files = {"file": ("a.pdf", PDF + bytes(size - len(PDF)))}
    if status == 201:
        assert (await _post(prepared, files=files, said=metadata())).status_code == 201
    else:
        problem = await _refused(prepared, 413, files=files, said=metadata())
        assert str(UPLOAD_LIMIT) in problem["detail"]


async def test_far_beyond_the_limit(prepared: World) -> None:
    await _refused(prepared, 413, files={"file": ("a.pdf", PDF + bytes(2_000_000))}, said=metadata())


async def test_an_empty_file(prepared: World) -> None:
    problem = await _refused(prepared, 422, files={"file": ("a.pdf", b"")}, said=metadata())
    assert _fields(problem) == ["file"]


async def test_no_file(prepared: World) -> None:
    problem = await _refused(prepared, 422, files={"metadata": (None, metadata().encode())})
    assert _fields(problem) == ["file"]


async def test_a_file_by_another_name_is_named(prepared: World) -> None:
    problem = await _refused(prepared, 422, files={"other": ("a.pdf", PDF)}, said=metadata())
    assert _fields(problem) == ["other"]


async def test_text_for_the_file(prepared: World) -> None:
    problem = await _refused(prepared, 422, files={"file": (None, b"text")}, said=metadata())
    assert problem["errors"] == [
        {"field": "file", "detail": "Phải là một tệp: phần có tên tệp (filename).", "code": "not_a_file"}
    ]
    headers = {"Accept-Language": "en"}
    problem = await _refused(prepared, 422, files={"file": (None, b"text")}, said=metadata(), **headers)
    assert problem["errors"][0]["detail"] == "Must be a file: a part with a filename."


async def test_two_files(prepared: World) -> None:
    two = [("file", ("a.pdf", PDF)), ("file", ("b.pdf", PDF))]
    problem = await _refused(prepared, 422, files=two, said=metadata())
    assert _fields(problem) == ["file"]


async def test_many_fields(prepared: World) -> None:
    many = [("file", ("a.pdf", PDF)), *((f"f{n}", (None, b"x")) for n in range(9))]
    problem = await _refused(prepared, 422, files=many, said=metadata())
    assert _fields(problem) == ["body"]


async def test_too_much_said(prepared: World) -> None:
    problem = await _refused(prepared, 413, files={"file": ("a.pdf", PDF)}, said="x" * (forms.TEXT_LIMIT_BYTES + 1))
    assert _fields(problem) == ["metadata"]


_PART = b'--x\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n'
UNREADABLE = {
    "no boundary": ("multipart/form-data", _PART + b"{}\r\n--x--", "Content-Type"),
    "another boundary": ("multipart/form-data; boundary=y", _PART + b"{}\r\n--x--", "body"),
    "a part without a name": ("multipart/form-data; boundary=x", b"--x\r\nX: y\r\n\r\n1\r\n--x--", "body"),
    "a header that is none": ("multipart/form-data; boundary=x", b"--x\r\n\x00: y\r\n\r\n1\r\n--x--", "body"),
    "another alphabet": ("multipart/form-data; boundary=x", _PART + b"\xff\xfe\r\n--x--", "metadata"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
async def test_what_cannot_be_read_says_where(prepared: World, kind: str) -> None:
    content_type, body, field = UNREADABLE[kind]
    before = await prepared.state()
    answer = await prepared.send(
        "POST", "/v1/evidence", "reporter", content=body, headers={"Content-Type": content_type}
    )
    problem = await world.refused(answer, 422)
    assert (_fields(problem), problem["code"]) == ([field], "form-unreadable")
    assert await prepared.state() == before


async def test_an_unknown_part_is_named(prepared: World) -> None:
    problem = await _refused(prepared, 422, files={"file": ("a.pdf", PDF), "points": (None, b"5")}, said=metadata())
    assert "points" in _fields(problem)


async def test_a_part_said_twice_is_refused(prepared: World) -> None:
    twice = [("file", ("a.pdf", PDF)), ("metadata", (None, b"{}")), ("metadata", (None, metadata().encode()))]
    problem = await _refused(prepared, 422, files=twice)
    assert "metadata" in _fields(problem)


async def test_nothing_said(prepared: World) -> None:
    problem = await _refused(prepared, 422, files={"file": ("a.pdf", PDF)})
    assert _fields(problem) == ["metadata"]


AS_A_FILE = {
    "a name": ("a.json", metadata().encode()),
    "a name and its type": ("a.json", metadata().encode(), "application/json"),
    "its type alone": (None, metadata().encode(), "application/json"),
}


@pytest.mark.parametrize("kind", AS_A_FILE)
async def test_what_is_said_may_come_as_a_file(prepared: World, kind: str) -> None:
    answer = await _post(prepared, files={"file": ("a.pdf", PDF), "metadata": AS_A_FILE[kind]})
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize(("size", "status"), [(20_001, 422), (forms.TEXT_LIMIT_BYTES + 1, 413)])
async def test_a_large_file_for_what_is_said(prepared: World, size: int, status: int) -> None:
    files = {"file": ("a.pdf", PDF), "metadata": ("a.json", b"x" * size, "application/json")}
    assert _fields(await _refused(prepared, status, files=files)) == ["metadata"]


async def test_a_file_for_what_is_said_that_is_no_text(prepared: World) -> None:
    problem = await _refused(prepared, 422, files={"file": ("a.pdf", PDF), "metadata": ("a.json", b"\xff\xfe")})
    assert _fields(problem) == ["metadata"]


@pytest.mark.parametrize("kind", SAID)
async def test_what_is_said_must_be_json_of_a_document(prepared: World, kind: str) -> None:
    said, field = SAID[kind]
    problem = await _refused(prepared, 422, files={"file": ("a.pdf", PDF)}, said=said)
    assert field in _fields(problem)


@pytest.mark.parametrize("number", range(len(WRONG)))
async def test_a_wrong_detail_is_named(prepared: World, number: int) -> None:
    name, value = WRONG[number]
    problem = await _refused(prepared, 422, files={"file": ("a.pdf", PDF)}, said=metadata(**{name: value}))
    assert any(field == f"metadata.{name}" or field.startswith(f"metadata.{name}.") for field in _fields(problem))


@pytest.mark.parametrize("missing", ["assessment", "components", "title"])
async def test_a_missing_detail_is_named(prepared: World, missing: str) -> None:
    said = {key: value for key, value in json.loads(metadata()).items() if key != missing}
    problem = await _refused(prepared, 422, files={"file": ("a.pdf", PDF)}, said=json.dumps(said))
    assert _fields(problem) == [f"metadata.{missing}"]


async def test_an_unknown_assessment_is_named(prepared: World) -> None:
    said = metadata(assessment="00000000-0000-4000-8000-000000000000")
    problem = await _refused(prepared, 422, files={"file": ("a.pdf", PDF)}, said=said)
    assert _fields(problem) == ["metadata.assessment"]


async def test_a_published_assessment_takes_nothing(prepared: World) -> None:
    said = metadata(assessment=str(IMPORTED))
    problem = await _refused(prepared, 409, files={"file": ("a.pdf", PDF)}, said=said)
    assert "2021" in problem["detail"]


@pytest.mark.parametrize("role", ["reviewer", "coordinator", "committee", "auditor", "admin", "system"])
async def test_no_right_is_403(prepared: World, role: str) -> None:
    await _refused(prepared, 403, files={"file": ("a.pdf", PDF)}, said=metadata(), role=role)


@pytest.mark.parametrize("token", [None, "Bearer", "Bearer forged", "Basic YTpi"])
async def test_a_missing_or_forged_token_is_401(prepared: World, token: str | None) -> None:
    headers = {} if token is None else {"Authorization": token}
    await _refused(prepared, 401, files={"file": ("a.pdf", PDF)}, said=metadata(), role=None, **headers)


async def test_an_organisation_that_does_not_exist_writes_nothing(prepared: World) -> None:
    before = await prepared.state()
    answer = await prepared.send(
        "POST", "/v1/evidence", "reporter", "khong-co", files={"file": ("a.pdf", PDF)}, data={"metadata": metadata()}
    )
    await world.refused(answer)
    assert {**await prepared.state(), "files": 0} == {**before, "files": 0}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\a.pdf", "a.pdf"),
        ("/etc/cron.d/a", "a.pdf"),
        ("C:\\a.pdf", "a.pdf"),
        ("..", "tai-lieu.pdf"),
        ("ke-hoach.hta", "ke-hoach.hta.pdf"),
        ("ke-hoach\u202efdp.html", "ke-hoachfdp.html.pdf"),
        ("KE-HOACH.PDF", "KE-HOACH.PDF"),
        ("x" * 500 + ".cmd", "x" * 192 + ".cmd.pdf"),
        ("<script>.pdf", "script.pdf"),
        ("a:b|c?*.pdf", "abc.pdf"),
        ("x" * 500 + ".pdf", "x" * 196 + ".pdf"),
        ("Bao ca\u0301o.pdf", "Bao cáo.pdf"),
    ],
)
async def test_a_name_is_a_name_and_no_path(prepared: World, sent: str, kept: str) -> None:
    answer = await _post(prepared, files={"file": (sent, PDF)}, said=metadata())
    assert answer.status_code == 201, answer.text
    evidence = answer.json()["id"]
    found = await prepared.database.reader.row(
        "SELECT file_name, sha256 FROM evidence_revisions WHERE evidence_id = CAST($1 AS uuid)", evidence
    )
    assert found is not None
    assert found["file_name"] == kept
    assert (prepared.folder / found["sha256"][:2] / found["sha256"]).read_bytes() == PDF
    content = await prepared.send("GET", f"/v1/evidence/{evidence}/content")
    assert content.content == PDF
    assert content.headers["content-disposition"].startswith("attachment")


async def test_only_the_named_files_lie_in_the_store(prepared: World) -> None:
    await _post(prepared, files={"file": ("../../outside.pdf", PDF + b"x")}, said=metadata(assessment=str(OPEN)))
    kept = [path for path in prepared.folder.rglob("*") if path.is_file()]
    assert all(path.parent.name == path.name[:2] and len(path.name) == 64 for path in kept)
    assert AGENCY not in {path.name for path in kept}
