"""What the caller may choose: `PORT`, `DATA`, `TODAY`, `DATABASE_URL`, `REDIS_URL`."""

import dataclasses
import datetime
from collections.abc import Mapping
from pathlib import Path

from services.local import errors

REPOSITORY = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"


@dataclasses.dataclass(frozen=True)
class Settings:
    """A checked choice. `port` 0 takes any free one; an address of None means the embedded server."""

    data: Path
    port: int = 8000
    today: str | None = None
    database_url: str | None = None
    redis_url: str | None = None


def read(environment: Mapping[str, str]) -> Settings:
    """Read the environment; an empty value counts as not given. Raises BadSetting."""
    return Settings(
        data=Path(environment.get("DATA") or ".run").resolve(),
        port=_port(environment.get("PORT") or "8000"),
        today=_day(environment.get("TODAY") or None),
        database_url=_asyncpg(environment.get("DATABASE_URL") or None),
        redis_url=environment.get("REDIS_URL") or None,
    )


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65_535:
        raise errors.BadSetting(name="PORT", value=text, wanted="a number from 1 to 65535")
    return int(text)


def _day(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise errors.BadSetting(name="TODAY", value=text, wanted="a day such as 2022-12-31") from None


def _asyncpg(url: str | None) -> str | None:
    """The usual spellings of a PostgreSQL address, with the driver that we have."""
    if url is None:
        return None
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in {"postgres", "postgresql", "postgresql+asyncpg"}:
        raise errors.BadSetting(name="DATABASE_URL", value=scheme, wanted="postgresql://user:password@host/database")
    return f"postgresql+asyncpg://{rest}"
