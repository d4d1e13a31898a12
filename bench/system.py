"""Servers, databases and processes of a benchmark: all in one temporary folder, all gone at the end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

from bench import machine
from services.local import child, servers, settings
from shared.identity import issuer, keys
from shared.kit import clock, db

TODAY = "2022-11-01"
ISSUER = "http://issuer.bench"
_NOT_OURS = {"DATABASE_URL", "REDIS_URL", "TODAY", "DATA", "PORT", "PAGE"}


@dataclass(frozen=True)
class System:
    """The running servers; processes are started on the cores they are given."""

    folder: Path
    cores: machine.Cores
    server_url: str
    redis_url: str

    def database_url(self, name: str) -> str:
        """The address of another database on the same server."""
        return make_url(self.server_url).set(database=name).render_as_string(hide_password=False)

    async def create_database(self, name: str, template: str = "template1") -> str:
        """A new database; its address."""
        connection = await asyncpg.connect(db.dsn(self.server_url))
        try:
            await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        finally:
            await connection.close()
        return self.database_url(name)

    def run(self, module: Sequence[str], **environment: str) -> None:
        """Run `python -m …` to its end. Raises SetupFailed."""
        child.run_to_end(self._child(module, environment), step=f"running {module[0]}")

    @contextlib.contextmanager
    def process(
        self, *module: str, environment: Mapping[str, str], cores: frozenset[int], port: int = 0
    ) -> Iterator[child.Child]:
        """A running `python -m …`; with a port, one that listens there."""
        with machine.on(cores):
            one = self._child(module, {**environment, **({"PORT": str(port)} if port else {})})
            one.start()
        try:
            if port:
                one.wait_until(lambda: listens(port), step=f"starting {module[0]}")
            yield one
        finally:
            one.stop(seconds=30)

    def _child(self, module: Sequence[str], environment: Mapping[str, str]) -> child.Child:
        inherited = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
        return child.Child(
            name=module[0],
            program=[sys.executable, "-m", *module],
            log=self.folder / "log" / f"{module[0]}.log",
            environment={**inherited, "TODAY": TODAY, "PYTHONUNBUFFERED": "1", **environment},
            folder=settings.REPOSITORY,
        )

    def token(self, role: str, organisation: str, *, folder: Path | None = None, address: str = ISSUER) -> str:
        """An access token of the issuer whose keys lie in `folder`."""
        signer = issuer.Issuer(
            issuer=address, store=keys.KeyStore(folder or self.folder / "keys"), clock=clock.SystemClock()
        )
        return signer.token(
            subject=f"{role}@{organisation}", client_id="bench", organisation=organisation, roles=[role]
        )

    def settings(self, database_url: str) -> dict[str, str]:
        """The environment of a service on one of our databases."""
        return {
            "DATABASE_URL": database_url,
            "REDIS_URL": self.redis_url,
            "ISSUER": ISSUER,
            "JWKS": str(self.folder / "keys" / "jwks.json"),
            "KEYS_DIR": str(self.folder / "keys"),
            "CHECKPOINTS_DIR": str(self.folder / "checkpoints"),
            "EVIDENCE_DIR": str(self.folder / "evidence"),
            # Counted as in production, but never refused.
            "RATE_LIMIT": "1000000000/minute",
            "RATE_LIMIT_ANONYMOUS": "1000000000/minute",
        }


@contextlib.contextmanager
def running() -> Iterator[System]:
    """PostgreSQL (durable, as in `make run`) and Valkey on the client's core; the folder is removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="dti-bench-"))
    folder.chmod(0o711)  # root's servers run as another user and pass through
    chosen = machine.cores()
    try:
        embedded = servers.prepare(folder)
        try:
            with machine.on(chosen.client):
                servers.start_database(embedded)
                servers.start_queue(embedded)
            yield System(folder, chosen, embedded.database_url, embedded.redis_url)
        finally:
            embedded.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody does."""
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def migrated(system: System, name: str) -> str:
    """A database with the product's schema and nothing in it; its address."""
    url = asyncio.run(system.create_database(name))
    system.run(["alembic", "upgrade", "head"], DATABASE_URL=url)
    return url
