"""`python -m shared.catalog`: install the catalog into `DATABASE_URL`."""

from __future__ import annotations

import asyncio
import os
import sys
import traceback

from shared.catalog import errors, install, read
from shared.kit import callers, db


async def main() -> None:
    """Install and say what changed."""
    database = db.Database(os.environ["DATABASE_URL"], pool_size=1, caller=callers.SYSTEM)
    try:
        async with database.transaction() as session:
            changed = await install.install(session, read.catalog())
    finally:
        await database.close()
    said = ", ".join(f"{domain} {count}" for domain, count in changed.items() if count)
    print(f"catalog: {said or 'nothing to change'}")


def run() -> int:
    """Install; the exit code. What went wrong stands in the last line, its cause above it."""
    try:
        asyncio.run(main())
    except Exception as error:
        said = errors.advice(error)
        if said is None:
            raise
        traceback.print_exc()
        print(f"catalog: {said}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(run())
