"""Embedded PostgreSQL and Valkey in a folder: start, use by address, stop. For `make run` and for the tests."""

import asyncio
import dataclasses
from pathlib import Path

import asyncpg

from services.local import child, folder, postgres, rights, valkey


@dataclasses.dataclass
class Servers:
    """Two running servers and how to reach them."""

    database: child.Child
    queue: child.Child
    cluster: Path
    sockets: Path

    @property
    def database_url(self) -> str:
        """SQLAlchemy's form; role and database are the application's."""
        return postgres.url(self.sockets)

    @property
    def redis_url(self) -> str:
        """Redis-py's form."""
        return valkey.url(self.sockets)

    def stop(self) -> None:
        """Stop both and remove their sockets. The queue goes first: it needs nothing."""
        self.queue.stop()
        self.database.stop()
        folder.release(self.sockets)


def prepare(data: Path, *, fast_and_unsafe: bool = False, database: bool = True) -> Servers:
    """Choose the user and the folders, make the cluster when there is none; start nothing. Raises LocalError.

    Without `database` no cluster is made: somebody else's is used. `fast_and_unsafe` trades durability for speed, for
    tests only.
    """
    data = data.resolve()
    folder.make(data)
    cluster, logs = data / "postgres", data / "log"
    user = rights.choose(cluster, [postgres.SERVER, valkey.server()])
    sockets = folder.socket_folder(data, user)
    if database and not postgres.exists(cluster):
        postgres.make(cluster, logs / "postgres.log", user, fast_and_unsafe=fast_and_unsafe)
    return Servers(
        database=postgres.describe(cluster, sockets, logs / "postgres.log", user, fast_and_unsafe=fast_and_unsafe),
        queue=valkey.describe(data / "valkey", sockets, logs / "valkey.log", user),
        cluster=cluster,
        sockets=sockets,
    )


def start_database(servers: Servers) -> None:
    """Start PostgreSQL and make the application's role and database when they are missing. Raises SetupFailed."""
    servers.database.start()
    servers.database.wait_until(
        lambda: postgres.ready(servers.database, servers.cluster), step="starting PostgreSQL", seconds=120
    )
    asyncio.run(_make_database(servers.sockets))


def start_queue(servers: Servers) -> None:
    """Start Valkey. Raises SetupFailed."""
    servers.queue.start()
    servers.queue.wait_until(lambda: valkey.ready(servers.sockets), step="starting Valkey")


async def _make_database(sockets: Path) -> None:
    connection = await asyncpg.connect(host=str(sockets), user=postgres.SUPERUSER, database="postgres")
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", postgres.ROLE):
            await connection.execute(f"CREATE ROLE {postgres.ROLE} LOGIN CREATEDB")
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", postgres.DATABASE):
            await connection.execute(f"CREATE DATABASE {postgres.DATABASE} OWNER {postgres.ROLE}")
    finally:
        await connection.close()
