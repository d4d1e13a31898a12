"""`python -m shared.catalog`: install the catalog into `DATABASE_URL`."""

from __future__ import annotations

import asyncio
import os

from shared.catalog import install, read
from shared.kit import db


async def main() -> None:
    """Install and say what changed."""
    database = db.Database(os.environ["DATABASE_URL"], pool_size=1)
    async with database.transaction() as session:
        changed = await install.install(session, read.catalog())
    await database.close()
    said = ", ".join(f"{domain} {count}" for domain, count in changed.items() if count)
    print(f"catalog: {said or 'nothing to change'}")


if __name__ == "__main__":
    asyncio.run(main())
