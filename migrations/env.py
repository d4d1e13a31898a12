"""Runs revisions against `DATABASE_URL` with time-outs: a migration never queues behind a lock for long."""

from __future__ import annotations

import asyncio
import os

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from migrations.timeouts import LOCK_TIMEOUT, STATEMENT_TIMEOUT
from shared.kit import callers


def run_on(connection: Connection) -> None:
    """Run the pending revisions in one transaction."""
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


async def run_online() -> None:
    """Connect and run. An advisory lock keeps two starting processes from migrating at once."""
    engine = create_async_engine(os.environ["DATABASE_URL"], connect_args={"server_settings": callers.AS_SYSTEM})
    async with engine.connect() as connection:
        await connection.execute(text("SELECT pg_advisory_lock(hashtext('migrations'))"))
        await connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        await connection.execute(text(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'"))
        await connection.commit()
        await connection.run_sync(run_on)
        await connection.commit()
    await engine.dispose()


def run_offline() -> None:
    """Print the SQL, for review and for linting."""
    context.configure(dialect_name="postgresql", literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    asyncio.run(run_online())
