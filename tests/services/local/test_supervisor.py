"""The supervisor with real servers and stand-in applications: start, stop, restart of the dead, refusals."""

import asyncio
import os
import signal
import socket
import stat
import urllib.parse
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from tests import databases
from tests.services.local.systems import System, gone, wait_for

MakeSystem = Callable[..., System]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stops_everything_in_order_with_code_0(system: System, number: signal.Signals) -> None:
    system.started()
    web, worker, postgres = system.web(), system.worker(), system.postgres()
    assert web
    assert postgres
    assert system.stop(number) == 0
    assert [gone(process) for process in (web, worker, postgres)] == [True, True, True]
    assert (system.data / "notes.txt").read_text().split("\n")[2:] == ["web stopped", "worker stopped", ""]


def test_sets_up_in_numbered_steps_and_says_ready_once(system: System) -> None:
    system.started()
    lines = system.said().splitlines()
    assert [line.partition("]")[0] for line in lines if line.startswith("[")] == [f"[{n}/6" for n in range(1, 7)]
    assert all(line.endswith(" s") for line in lines if line.startswith("["))
    assert sum(line.startswith(f"ready http://127.0.0.1:{system.port()}") for line in lines) == 1
    assert (system.data / "notes.txt").read_text() == "migrated\nloaded\n"


def test_ctrl_c_while_setting_up_leaves_nothing_running(system: System) -> None:
    system.start()
    wait_for(lambda: "[1/6]" in system.said())
    assert system.stop() == 0
    assert "Traceback" not in system.said()
    assert not (system.data / "postgres" / "postmaster.pid").exists()
    assert system.started().web()


def test_the_applications_role_is_no_superuser(system: System) -> None:
    system.started()
    assert _execute(system, "SELECT current_setting('is_superuser')") == "off"


def test_nobody_else_can_reach_the_sockets(system: System) -> None:
    system.started()
    sockets = Path(urllib.parse.unquote(system.address("database_url").partition("host=")[2]))
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert {stat.S_IMODE(found.stat().st_mode) for found in sockets.glob("*.sock")} == {0o700}
    assert sockets.stat().st_uid in {os.geteuid(), (system.data / "postgres").stat().st_uid}
    system.stop()
    assert not sockets.exists()


def test_a_restart_keeps_the_data(system: System) -> None:
    system.started()
    _execute(system, "CREATE TABLE kept AS SELECT 7 AS figure")
    system.stop()
    system.started()
    assert _execute(system, "SELECT figure FROM kept") == 7
    assert ", first start" not in system.said()


def test_revives_each_child_that_is_killed(system: System) -> None:
    system.started()
    web, worker, postgres = system.web(), system.worker(), system.postgres()
    assert web
    assert postgres
    for process in (web, worker, postgres):
        os.kill(process, signal.SIGKILL)
    assert wait_for(lambda: _other(system.web(), web))
    assert wait_for(lambda: _other(system.worker(), worker))
    assert wait_for(lambda: _other(system.postgres(), postgres))
    assert _execute(system, "SELECT 1") == 1
    assert "worker ended (SIGKILL), starting it again in 0.2 s" in system.said()


def test_revives_a_web_process_that_hangs(make_system: MakeSystem) -> None:
    system = make_system(PULSE_SECONDS="0.2").started()
    web = system.web()
    assert web
    os.kill(web, signal.SIGSTOP)
    assert wait_for(lambda: _other(system.web(), web))
    assert gone(web)
    assert "web has not answered 3 times in a row" in system.said()


def test_logs_are_private_and_the_database_writes_its_own(system: System) -> None:
    """As root the database runs as a user of its own, who cannot even enter the folder."""
    old = system.data / "log" / "worker.log"
    old.parent.mkdir(parents=True)
    old.touch(mode=0o644)
    system.started()
    with pytest.raises(asyncpg.PostgresError):
        _execute(system, "DO $$ BEGIN RAISE WARNING 'a line for the log'; RAISE EXCEPTION 'x'; END $$")
    assert wait_for(lambda: "a line for the log" in (system.data / "log" / "postgres.log").read_text())
    assert stat.S_IMODE((system.data / "log").stat().st_mode) == 0o700
    logs = list((system.data / "log").iterdir())
    assert {"postgres.log", "valkey.log", "web.log", "worker.log"} <= {log.name for log in logs}
    assert {stat.S_IMODE(log.stat().st_mode) for log in logs} == {0o600}


def test_a_refused_row_is_not_written_into_the_databases_log(system: System) -> None:
    system.started()
    _execute(system, "CREATE TABLE t (name text CHECK (name = 'x'))")
    with pytest.raises(asyncpg.CheckViolationError):
        _execute(system, "INSERT INTO t SELECT $1", "Nguyễn Văn A")
    log = system.data / "log" / "postgres.log"
    assert wait_for(lambda: "violates check constraint" in log.read_text() and log.read_text())
    assert "Failing row" not in log.read_text()


def test_a_log_that_grows_while_its_writer_runs_is_emptied(make_system: MakeSystem) -> None:
    system = make_system(LOG_LIMIT_BYTES="20000").started()
    for _ in range(30):
        _execute(system, f"DO $$ BEGIN RAISE WARNING '{'x' * 900}'; END $$")
    folder = system.data / "log"
    assert wait_for(
        lambda: (folder / "postgres.old.log").exists() and (folder / "postgres.log").stat().st_size < 20_000
    )
    _execute(system, "DO $$ BEGIN RAISE WARNING 'the newest'; END $$")
    assert wait_for(lambda: "the newest" in (folder / "postgres.log").read_text())
    assert stat.S_IMODE((folder / "postgres.old.log").stat().st_mode) == 0o600


def test_leaves_nothing_behind_when_killed_and_starts_again(system: System) -> None:
    system.started()
    children = [system.web(), system.worker(), system.postgres()]
    assert system.process
    system.process.kill()
    system.process.wait()
    wait_for(lambda: all(gone(process or 0) for process in children))
    system.started()
    assert system.web()


def test_starts_although_a_stale_lock_names_a_living_process(system: System) -> None:
    """Process numbers return: PostgreSQL alone would refuse to start, taking us for its other server."""
    system.started()
    system.stop()
    lock = system.data / "postgres" / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{system.data / 'postgres'}\n1\n5432\n")
    system.started()
    assert _execute(system, "SELECT 1") == 1


def test_makes_the_cluster_anew_when_the_first_start_was_interrupted(system: System) -> None:
    (system.data / "postgres").mkdir(parents=True)
    (system.data / "postgres" / "PG_VERSION").write_text("18\n")
    system.started()
    assert _execute(system, "SELECT 1") == 1


def test_refuses_a_taken_port_before_anything_starts(make_system: MakeSystem) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        system = make_system(PORT=str(port)).start()
        assert system.process
        assert system.process.wait(30) == 1
    assert f"port {port} on 127.0.0.1 is taken" in system.said()
    assert f"PORT={port + 1} make run" in system.said()
    assert not system.data.exists()


def test_refuses_a_second_start_on_the_same_folder(make_system: MakeSystem) -> None:
    first = make_system().started()
    second = make_system(first.data).start()
    assert second.process
    assert second.process.wait(30) == 1
    assert "already running on the data folder" in second.said()
    assert f"http://127.0.0.1:{first.port()}" in second.said()
    assert first.web()


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "eighty"), ("PORT", "65536"), ("TODAY", "15/6/2022"), ("DATABASE_URL", "mysql://x/y")]
)
def test_names_a_setting_that_cannot_be_used(make_system: MakeSystem, name: str, value: str) -> None:
    system = make_system(**{name: value}).start(what="settings")
    assert system.process
    assert system.process.wait(30) == 1
    assert system.said().startswith(f"cannot start: {name}=")


def test_a_failing_step_is_shown_with_the_end_of_its_log(make_system: MakeSystem) -> None:
    system = make_system(FAIL="migrated").start()
    assert system.process
    assert system.process.wait(60) == 1
    assert "cannot start: the migrations failed" in system.said()
    assert "the reason stands here" in system.said()
    assert not list((system.data / "postgres").glob("postmaster.pid"))


def test_a_data_path_too_long_for_a_socket_works(make_system: MakeSystem, tmp_path: Path) -> None:
    system = make_system(tmp_path / ("thư mục dài " * 4).strip() / ("x" * 100)).started()
    assert system.web()
    assert list((system.data).glob("sockets")) == []


def test_given_servers_are_used_instead_of_embedded_ones(make_system: MakeSystem) -> None:
    first = make_system().started()
    database, queue = first.address("database_url"), first.address("redis_url")
    second = make_system(DATABASE_URL=database.replace("+asyncpg", ""), REDIS_URL=queue).started()
    assert not (second.data / "postgres").exists()
    assert "as given by DATABASE_URL" in second.said()


def _other(found: int | None, before: int) -> int | None:
    return found if found and found != before else None


def _execute(system: System, statement: str, *written: str) -> object:
    async def run() -> object:
        connection = await databases.connect(system.address("database_url"))
        try:
            return await connection.fetchval(statement, *written)
        finally:
            await connection.close()

    return asyncio.run(run())
