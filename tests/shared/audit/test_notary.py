"""Checkpoints: signed lines outside the database that continue each other, and what is never signed over."""

from __future__ import annotations

import base64
import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
from jose import jws

from shared.audit import checkpoints, journal, signing, values
from shared.audit.errors import ChainBroken, JournalHeld, LineForged
from shared.kit import db
from tests.shared.audit import trail


@pytest.fixture
async def sealed(database: db.Database) -> db.Database:
    """Five sealed entries."""
    await trail.write(database, 5)
    await trail.seal_all(database)
    return database


def _known(folder: Path) -> dict[str, dict[str, Any]]:
    return {key["kid"]: key for key in signing.Keys(folder / "keys").public_set()}


def _read(folder: Path) -> list[values.Line]:
    file = trail.notary_at(folder).journal.file
    return [checkpoints.read(line, _known(folder)) for line in file.read_text().splitlines()]


async def _tamper(database: db.Database, sql: str) -> None:
    async with database.transaction() as session:
        await db.execute(session, "ALTER TABLE audit_seals DISABLE TRIGGER USER")
        await db.execute(session, sql)
        await db.execute(session, "ALTER TABLE audit_seals ENABLE TRIGGER USER")


async def test_lines_continue_each_other_and_tell_the_rows(sealed: db.Database, tmp_path: Path) -> None:
    notary = trail.notary_at(tmp_path)
    assert await notary.sign(sealed) == 5
    assert await notary.sign(sealed) == 0
    await trail.write(sealed, 2)
    await trail.seal_all(sealed)
    assert await trail.notary_at(tmp_path).sign(sealed) == 2
    first, second = _read(tmp_path)
    rows = await trail.seals(sealed)
    assert [line.checkpoint.sequence for line in (first, second)] == [1, 2]
    assert (first.checkpoint.previous_sha256, second.checkpoint.previous_sha256) == (values.GENESIS, first.sha256)
    assert (second.checkpoint.position, second.checkpoint.count) == (7, 2)
    assert second.checkpoint.chain_sha256 == rows[-1]["chain_sha256"]
    assert second.checkpoint.entries == (rows[5]["entry_id"], rows[6]["entry_id"])
    assert second.checkpoint.links == tuple(bytes.fromhex(row["chain_sha256"])[:6] for row in rows[5:])


async def test_any_jose_library_verifies_a_line(sealed: db.Database, tmp_path: Path) -> None:
    notary = trail.notary_at(tmp_path)
    await notary.sign(sealed)
    (line,) = notary.journal.file.read_text().splitlines()
    keys = json.loads((tmp_path / "checkpoints" / journal.PUBLIC_KEYS).read_bytes())
    assert json.loads(jws.verify(line, keys, ["ES256"]))["position"] == 5
    assert jws.get_unverified_header(line)["typ"] == signing.TYPE


async def test_the_key_is_its_owners_only_and_made_once(sealed: db.Database, tmp_path: Path) -> None:
    await trail.notary_at(tmp_path).sign(sealed)
    private = tmp_path / "keys" / "audit-key.json"
    assert private.stat().st_mode & 0o777 == 0o600
    assert signing.Keys(tmp_path / "keys").signing_key() == json.loads(private.read_bytes())
    published = json.loads((tmp_path / "checkpoints" / journal.PUBLIC_KEYS).read_bytes())
    assert "d" not in published["keys"][0]


async def test_another_key_joins_and_the_lines_before_still_verify(sealed: db.Database, tmp_path: Path) -> None:
    await trail.notary_at(tmp_path).sign(sealed)
    (tmp_path / "keys" / "audit-key.json").unlink()
    await trail.write(sealed, 1)
    await trail.seal_all(sealed)
    await trail.notary_at(tmp_path).sign(sealed)
    assert [line.checkpoint.sequence for line in _read(tmp_path)] == [1, 2]
    assert len(_known(tmp_path)) == 2


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_seals SET chain_sha256 = repeat('a', 64) WHERE position = 5",
        "DELETE FROM audit_seals WHERE position >= 5",
        "UPDATE audit_seals SET row_sha256 = repeat('a', 64) WHERE position = 6",
        "UPDATE audit_seals SET sealed_at = sealed_at - interval '1 day' WHERE position = 6",
        "UPDATE audit_seals SET entry_id = 99 WHERE position = 7",
        "DELETE FROM audit_seals WHERE position = 6",
    ],
)
async def test_a_chain_that_was_changed_is_not_signed_over(sealed: db.Database, tmp_path: Path, sql: str) -> None:
    notary = trail.notary_at(tmp_path)
    await notary.sign(sealed)
    await trail.write(sealed, 2)
    await trail.seal_all(sealed)
    await _tamper(sealed, sql)
    with pytest.raises(ChainBroken):
        await notary.sign(sealed)
    assert len(_read(tmp_path)) == 1


async def test_a_file_that_was_cut_goes_on_after_what_was_signed(sealed: db.Database, tmp_path: Path) -> None:
    """The next line names the one that is missing: the hole cannot be closed."""
    notary = trail.notary_at(tmp_path)
    await notary.sign(sealed)
    (first,) = _read(tmp_path)
    notary.journal.file.unlink()
    await trail.write(sealed, 1)
    await trail.seal_all(sealed)
    await notary.sign(sealed)
    (line,) = _read(tmp_path)
    assert (line.checkpoint.sequence, line.checkpoint.previous_sha256) == (2, first.sha256)


async def test_an_end_that_is_not_ours_is_not_continued_unless_the_note_knows(
    sealed: db.Database, tmp_path: Path
) -> None:
    notary = trail.notary_at(tmp_path)
    await notary.sign(sealed)
    notary.journal.file.write_text("forged\n")
    await trail.write(sealed, 1)
    await trail.seal_all(sealed)
    note = notary.journal.note.read_text()
    notary.journal.note.unlink()
    with pytest.raises(LineForged):
        await notary.sign(sealed)
    notary.journal.note.write_text(note)
    assert await notary.sign(sealed) == 1


async def test_what_a_power_cut_left_of_a_line_is_dropped(sealed: db.Database, tmp_path: Path) -> None:
    notary = trail.notary_at(tmp_path)
    await notary.sign(sealed)
    with notary.journal.file.open("a") as file:
        file.write("eyJhbGciOi")
    await trail.write(sealed, 1)
    await trail.seal_all(sealed)
    await notary.sign(sealed)
    assert [line.checkpoint.sequence for line in _read(tmp_path)] == [1, 2]


async def test_a_full_disk_leaves_the_file_as_it_was(
    sealed: db.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notary = trail.notary_at(tmp_path)
    await notary.sign(sealed)
    before = notary.journal.file.read_bytes()
    await trail.write(sealed, 1)
    await trail.seal_all(sealed)
    written = os.write

    def full(descriptor: int, content: bytes) -> int:
        if len(content) < 40:
            raise OSError(errno.ENOSPC, "No space left on device")
        return written(descriptor, content[: len(content) // 2])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space"):
        await notary.sign(sealed)
    assert notary.journal.file.read_bytes() == before
    monkeypatch.undo()
    assert await notary.sign(sealed) == 1
    assert len(_read(tmp_path)) == 2


async def test_one_writer_of_a_file(sealed: db.Database, tmp_path: Path) -> None:
    notary = trail.notary_at(tmp_path)
    with notary.journal.held(), pytest.raises(JournalHeld):
        await notary.sign(sealed)
    assert await notary.sign(sealed) == 5


async def test_a_backlog_takes_several_lines(
    sealed: db.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "MOST_ENTRIES", 2)
    assert await trail.sign_all(sealed, trail.notary_at(tmp_path)) == 3
    assert [line.checkpoint.count for line in _read(tmp_path)] == [2, 2, 1]


def _forged(line: str, **changes: Any) -> str:
    head, body, signature = line.split(".")
    told = json.loads(base64.urlsafe_b64decode(body + "=="))
    again = base64.urlsafe_b64encode(json.dumps(told | changes).encode()).rstrip(b"=").decode()
    return f"{head}.{again}.{signature}"


async def test_a_line_that_is_not_ours_is_refused(sealed: db.Database, tmp_path: Path) -> None:
    notary = trail.notary_at(tmp_path)
    await notary.sign(sealed)
    (line,) = notary.journal.file.read_text().splitlines()
    other = signing.Keys(tmp_path / "other").signing_key()
    mine = signing.Keys(tmp_path / "keys").signing_key()
    foreign = signing.sign(b"{}", other)
    for forged in (
        *("", "x", "a.b.c", line[:-5], line + "A", line.replace(".", ". "), "\ud800.é." + line, foreign),
        _forged(line, position=4),
        signing.sign(b"{}", {**other, "kid": mine["kid"]}),
        signing.sign(b"[]", mine),
        signing.sign(b'{"sequence":1}', mine),
    ):
        with pytest.raises(LineForged):
            checkpoints.read(forged, _known(tmp_path))


@pytest.mark.parametrize("entries", [(5,), (1, 2, 3, 7, 5, 6), (9, 8, 7), (-3, -2, 4)])
def test_ids_are_told_as_runs(entries: tuple[int, ...]) -> None:
    assert tuple(checkpoints._ids(checkpoints.ranges(entries))) == entries
    assert checkpoints.ranges((1, 2, 3, 7, 5, 6)) == "1..3,7,5..6"


@pytest.mark.parametrize("block", [1, 3, 7, 1000])
def test_the_file_is_read_backwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(journal, "_BLOCK", block)
    file = tmp_path / "lines"
    assert list(journal.lines_backwards(file)) == []
    for text in ("", "one\n", "one\n\nthree\n", "a\n" * 9, "one\ntwo\ntorn", "torn"):
        file.write_text(text)
        whole = text[: text.rfind("\n") + 1].splitlines()
        found = list(journal.lines_backwards(file))
        assert [line for _, line in found] == whole[::-1], text
        for index, (offset, _) in enumerate(found):
            assert [line for _, line in journal.lines_backwards(file, offset)] == whole[::-1][index + 1 :]
        assert journal.size(file) == len("".join(f"{line}\n" for line in whole))
