"""A stored file as an answer: ranges that make sense, versions that are known, and nothing behind a link."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from fastapi import Request, Response

from shared.kit.web import downloads, routes
from tests.shared.kit import small

CONTENT = b"0123456789"
TAG = '"abc"'


async def _get(path: Path, **headers: str) -> httpx.Response:
    router = routes.router()

    @router.get("/file", operation_id="file")
    async def file(request: Request) -> Response:
        return downloads.respond(request, path, etag=TAG, media_type="application/pdf", name="kế hoạch.pdf")

    async with small.calling(small.application(router, ["file"])) as http:
        return await http.get("/file", headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A file of ten bytes."""
    path = tmp_path / "stored"
    path.write_bytes(CONTENT)
    return path


async def test_the_whole_file(stored: Path) -> None:
    answer = await _get(stored)
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (200, CONTENT, TAG)
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("asked", "sent"),
    [("bytes=0-0", b"0"), ("bytes=5-", b"56789"), ("bytes=-3", b"789"), ("bytes=8-99", b"89"), ("bytes=-99", CONTENT)],
)
async def test_one_range(stored: Path, asked: str, sent: bytes) -> None:
    answer = await _get(stored, range=asked)
    assert (answer.status_code, answer.content) == (206, sent)
    assert answer.headers["content-range"].endswith("/10")


@pytest.mark.parametrize(
    "asked",
    ["bytes=5-2", "bytes=0-0,1-1", "bytes=a-b", "bytes=", "x=1", "bytes=--1", "bytes=-", "bytes=" + "9" * 5000 + "-"],
)
async def test_a_range_that_makes_no_sense_is_ignored(stored: Path, asked: str) -> None:
    answer = await _get(stored, range=asked)
    assert (answer.status_code, answer.content) == (200, CONTENT)


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=99999999-", "bytes=-0"])
async def test_a_range_beyond_the_end_is_a_problem(stored: Path, asked: str) -> None:
    answer = await _get(stored, range=asked, accept_language="en")
    assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */10")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "range-not-satisfiable"


@pytest.mark.parametrize(("named", "status"), [(TAG, 206), ('"old"', 200), (f"W/{TAG}", 200)])
async def test_a_range_of_another_version_is_the_whole_file(stored: Path, named: str, status: int) -> None:
    assert (await _get(stored, range="bytes=0-0", if_range=named)).status_code == status


@pytest.mark.parametrize(
    ("named", "status"), [(TAG, 304), (f"W/{TAG}", 304), (f'"x", {TAG}', 304), ("*", 304), ('"x"', 200), ("", 200)]
)
async def test_who_has_it_already_gets_nothing(stored: Path, named: str, status: int) -> None:
    answer = await _get(stored, if_none_match=named)
    assert answer.status_code == status
    assert answer.content == (b"" if status == 304 else CONTENT)
    assert answer.headers["etag"] == TAG


@pytest.mark.parametrize("kind", ["missing", "link", "folder"])
async def test_nothing_but_a_file_is_sent(tmp_path: Path, stored: Path, kind: str) -> None:
    path = tmp_path / kind
    if kind == "link":
        path.symlink_to(stored)
    if kind == "folder":
        path.mkdir()
    answer = await _get(path)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
