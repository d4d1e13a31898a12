"""Every kind of tampering is found and the first bad row is named; `make soak` does it two hundred times."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shared.audit import sealing, signing, verification
from shared.kit import db
from tests.shared.audit import tampering, trail


@pytest.fixture
async def world(database: db.Database, tmp_path: Path) -> AsyncIterator[tampering.World]:
    """A trail and an intruder."""
    built = await tampering.build(database, tmp_path, seed=2022)
    yield built
    await built.intruder.close()


async def test_every_kind_is_found_and_names_the_row(world: tampering.World) -> None:
    untouched = await world.verify()
    assert (untouched.finding, untouched.unproven) == (None, None)
    assert (untouched.rows, untouched.sealed, untouched.waiting) == (42, 40, 2)
    assert (untouched.checkpoints, untouched.signed_position) == (6, 37)
    assert await tampering.missed(world, list(tampering.KINDS)) == []


async def test_no_alarm_while_others_write_seal_and_sign(database: db.Database, tmp_path: Path) -> None:
    """Proofs run beside writers whose transactions commit in another order than they began."""
    notary, enough = trail.notary_at(tmp_path), asyncio.Event()
    world = tampering.World(database, None, tmp_path, random.Random(1))
    writers = [asyncio.create_task(_write(database, number, enough)) for number in range(2)]
    for _ in range(8):
        await sealing.seal(database, limit=7)
        await notary.sign(database)
        report = await world.verify()
        assert (report.finding, report.unproven) == (None, None)
    enough.set()
    await asyncio.gather(*writers)


async def _write(database: db.Database, number: int, enough: asyncio.Event) -> None:
    turn = 0
    while not enough.is_set():
        turn += 1
        async with database.transaction() as session:
            await trail.record(session, turn)
            await asyncio.sleep(0.005 * (number + 1))
            await trail.record(session, turn)


async def test_writers_go_on_while_a_proof_is_made(
    database: db.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between any two questions of a proof entries are written, sealed and signed."""
    monkeypatch.setattr(verification, "BATCH", 3)
    monkeypatch.setattr(verification, "WINDOW", 4)
    notary, asked = trail.notary_at(tmp_path), 0
    await trail.write(database, 10)

    class Busy(db.Reader):
        async def rows(self, sql: str, *args: object) -> db.Rows:
            await self._meanwhile()
            return await super().rows(sql, *args)

        async def row(self, sql: str, *args: object) -> dict[str, Any] | None:
            await self._meanwhile()
            return await super().row(sql, *args)

        async def _meanwhile(self) -> None:
            nonlocal asked
            asked += 1
            if asked < 12:
                await trail.write(database, 2, first=asked * 10)
                await sealing.seal(database, limit=1 + asked % 3)
                await notary.sign(database)

    await sealing.seal(database)
    await notary.sign(database)
    evidence = tampering.World(database, None, tmp_path, random.Random(1)).evidence()
    report = await verification.Verification(Busy(database.reader._pool), evidence).run()
    assert (report.finding, report.unproven) == (None, None)
    assert asked >= 8


async def test_a_seal_that_stands_twice_is_found(world: tampering.World) -> None:
    """With the keys of the tables gone two seals may name one entry, or stand at one position."""
    await world.run(
        "ALTER TABLE audit_seals DROP CONSTRAINT audit_seals_pkey, DROP CONSTRAINT audit_seals_entry_id_key"
    )
    for position in ("position", "NULL", "0", "100"):
        await world.run("ALTER TABLE audit_seals ALTER position DROP NOT NULL")
        await world.run("ALTER TABLE audit_seals DROP CONSTRAINT IF EXISTS audit_seals_position_check")
        await world.run(
            f"INSERT INTO audit_seals SELECT {position}, entry_id, row_sha256, previous_sha256, chain_sha256, sealed_at"
            " FROM audit_seals WHERE position = 9"
        )
        assert (await world.verify()).finding is not None, position
        await world.restore()


async def test_a_seal_that_stands_nowhere_hides_no_entry(world: tampering.World) -> None:
    """An entry put there with a seal at no position: every entry has its seal, and walking meets one too few."""
    await world.run("ALTER TABLE audit_seals DROP CONSTRAINT audit_seals_pkey")
    await world.run("ALTER TABLE audit_seals ALTER position DROP NOT NULL")
    await tampering.insert_unsealed(world)
    await world.run(
        "INSERT INTO audit_seals SELECT NULL, e.id, e.row_sha256, '', '', now() FROM audit_entries e"
        " WHERE NOT EXISTS (SELECT FROM saved_audit_entries s WHERE s.id = e.id)"
    )
    finding = (await world.verify()).finding
    assert finding is not None
    assert finding.what == "seal inserted"


async def test_a_copy_kept_elsewhere_proves_what_the_key_cannot(world: tampering.World) -> None:
    """Who has the key can sign another past; whoever kept the lines sees it."""
    copy = world.folder / "copy.jws"
    copy.write_bytes(world.lines.read_bytes())
    key = signing.Keys(world.folder / "keys").signing_key()
    await tampering.sign_another_past(world, key)
    assert (await world.verify(note=None)).finding is None
    finding = (await world.verify(note=None, copy=copy)).finding
    assert finding is not None
    assert (finding.what, finding.position) == ("checkpoint", 1)


async def test_the_note_beside_the_key_sees_another_past_too(world: tampering.World) -> None:
    await tampering.sign_another_past(world, signing.Keys(world.folder / "keys").signing_key())
    finding = (await world.verify()).finding
    assert finding is not None
    assert finding.what == "checkpoint"


async def test_without_keys_or_lines_nothing_is_proved(world: tampering.World) -> None:
    assert "no public key" in str((await world.verify(keys=())).unproven)
    await world.run("UPDATE audit_seals SET sealed_at = sealed_at - interval '2 minutes'")
    await world.rewrite()
    nothing = world.folder / "nothing.jws"
    assert "no checkpoint covers them" in str((await world.verify(file=nothing, note=None)).unproven)
