"""What every process reads from its environment; names as in `deploy/`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.kit import clock


class ServiceSettings(BaseSettings):
    """Settings common to the HTTP processes."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    database_url: str
    redis_url: str
    issuer: str = "http://127.0.0.1:8000"
    # Where the issuer's public keys are read: an address, or a file on the same machine.
    jwks: str
    today: dt.date | None = None
    pool_size: int = 8
    host: str = "127.0.0.1"
    port: int = 8000
    evidence_dir: Path = Path(".run/evidence")
    keys_dir: Path = Path(".run/keys")
    upload_limit_bytes: int = 52_428_800

    def clock(self) -> clock.SystemClock:
        """The process's clocks; `TODAY` fixes the civil day."""
        return clock.SystemClock(self.today)
