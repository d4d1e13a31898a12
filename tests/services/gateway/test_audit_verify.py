"""`make audit-verify`: the table, the first bad row and the exit code, as an operator meets them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from services.gateway import audit_verify
from shared.kit import db
from tests.shared.audit import tampering

ROOT = Path(__file__).parents[3]


@pytest.fixture
async def world(database: db.Database, tmp_path: Path) -> tampering.World:
    """A trail; nobody tampers yet."""
    return await tampering.build(database, tmp_path, seed=1)


def _verify(world: tampering.World, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATA": str(world.folder)}
    command = [sys.executable, "-m", "services.gateway.audit_verify", *arguments]
    given |= {"DATABASE_URL": world.database.url} | environment
    return subprocess.run(command, cwd=world.folder, env=given, capture_output=True, text=True, check=False)


async def test_an_untouched_trail_is_proved(world: tampering.World) -> None:
    await world.intruder.close()
    done = _verify(world)
    assert (done.returncode, done.stderr) == (audit_verify.PROVED, "")
    rows = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert (rows["rows"], rows["sealed"]) == ("42", "40, 2 waiting")
    assert rows["checkpoints"] == "6, up to position 37"
    assert rows["verdict"].startswith("proved")


async def test_the_first_bad_row_is_named_with_its_times(world: tampering.World) -> None:
    await world.run("UPDATE audit_entries SET subject = 'x' WHERE id = ANY($1)", [world.entry(9), world.entry(20)])
    await world.intruder.close()
    done = _verify(world)
    assert done.returncode == audit_verify.TAMPERED
    assert "TAMPERED: edited" in done.stdout
    assert f"first bad   entry {world.entry(9)}, position 9, happened 2022-11-01T03:" in done.stdout
    assert "the entry was edited" in done.stdout


async def test_a_copy_of_the_lines_and_keys_noted_earlier(world: tampering.World) -> None:
    await world.intruder.close()
    copy, keys = world.folder / "copy.jws", world.folder / "saved" / "keys" / "audit-jwks.json"
    copy.write_bytes(world.lines.read_bytes())
    assert _verify(world, "--copy", str(copy), "--keys", str(keys)).returncode == audit_verify.PROVED
    world.lines.write_bytes(b"".join(world.lines.read_bytes().splitlines(keepends=True)[:4]))
    done = _verify(world, "--copy", str(copy), "--keys", str(keys))
    assert done.returncode == audit_verify.TAMPERED
    assert "the copy has checkpoint 5" in done.stdout


async def test_what_cannot_be_proved_is_not_called_proved(world: tampering.World) -> None:
    await world.intruder.close()
    nobody = world.folder / "nobody"
    assert "no public key" in _verify(world, KEYS_DIR=str(nobody)).stdout
    for arguments, environment in (
        ((), {"KEYS_DIR": str(nobody)}),
        ((), {"DATABASE_URL": ""}),
        ((), {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/dti"}),
        (("--keys", str(nobody)), {}),
    ):
        done = _verify(world, *arguments, **environment)
        assert done.returncode == audit_verify.UNPROVEN, (done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
