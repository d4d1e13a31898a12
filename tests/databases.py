"""Throw-away databases: each test gets its own, cloned from one migrated template that holds the catalog."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import uuid
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

from shared.kit import callers, db

ROOT = Path(__file__).parent.parent


def url_of(server_url: str, name: str) -> str:
    """The address of another database on the same server."""
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


async def create(server_url: str, name: str, template: str = "template1") -> str:
    """Make a database from a template; its address."""
    connection = await asyncpg.connect(db.dsn(server_url))
    try:
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    finally:
        await connection.close()
    return url_of(server_url, name)


async def connect(url: str) -> asyncpg.Connection:
    """A connection of one's own that sees everything, as the system does: for what a test looks up or prepares."""
    return await asyncpg.connect(db.dsn(url), server_settings=callers.AS_SYSTEM)


async def drop(server_url: str, name: str) -> None:
    """Remove a database, whoever is still connected."""
    connection = await asyncpg.connect(db.dsn(server_url))
    try:
        try:
            await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        except asyncpg.InsufficientPrivilegeError:
            # An autovacuum worker is in it, which only a superuser may end; without FORCE the server ends it itself.
            await connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
    finally:
        await connection.close()


def make_template(server_url: str) -> str:
    """A migrated database holding the catalog, made by the product's own commands; its name."""
    name = f"template_{uuid.uuid4().hex[:12]}"
    url = asyncio.run(create(server_url, name))
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    for command in (["alembic", "upgrade", "head"], ["shared.catalog"]):
        subprocess.run([sys.executable, "-m", *command], check=True, cwd=ROOT, env=environment)
    return name
