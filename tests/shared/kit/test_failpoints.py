"""Failpoints do nothing unless the environment names them."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from shared.kit import failpoints

ROOT = Path(__file__).parents[3]


async def test_inert_without_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAILPOINTS", raising=False)
    for name in failpoints.NAMES:
        await failpoints.reach(name)


async def test_inert_for_other_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FAILPOINTS", f"compute.read=kill:{tmp_path / 'killed'},nonsense")
    await failpoints.reach("compute.written")
    assert not (tmp_path / "killed").exists()


async def test_held_for_as_long_as_the_file_exists(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    held = tmp_path / "held"
    held.touch()
    monkeypatch.setenv("FAILPOINTS", f"compute.read=hold:{held}")
    waiting = asyncio.create_task(failpoints.reach("compute.read"))
    done, _ = await asyncio.wait([waiting], timeout=0.05)
    assert not done
    held.unlink()
    await asyncio.wait_for(waiting, timeout=60)


def test_killed_once(tmp_path: Path) -> None:
    program = "import asyncio; from shared.kit import failpoints; asyncio.run(failpoints.reach('compute.read'))"
    environment = {"FAILPOINTS": f"compute.read=kill:{tmp_path / 'killed'}", "PYTHONPATH": str(ROOT)}
    codes = [subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode for _ in range(2)]
    assert codes == [-9, 0]
