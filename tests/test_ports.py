"""A port is one test's alone, whatever runs beside it."""

from __future__ import annotations

import itertools
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ports


def test_no_two_are_the_same_also_in_other_processes() -> None:
    program = [sys.executable, "-c", "from tests import ports; print(*[ports.free() for _ in range(50)])"]
    root = Path(__file__).parents[1]
    asking = [subprocess.Popen(program, cwd=root, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    given = [int(port) for one in asking for port in one.communicate(timeout=60)[0].split()]
    given += [ports.free() for _ in range(50)]
    assert len(given) == 200


def test_one_on_which_somebody_listens_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        taken = listening.getsockname()[1]
        monkeypatch.setattr(ports, "_numbers", itertools.chain([taken], ports._numbers))
        assert ports.free() != taken
