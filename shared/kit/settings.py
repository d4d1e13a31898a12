"""What every process reads from its environment; names as in `deploy/`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

import limits
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.kit import clock


def _rate(text: str) -> str:
    if text.strip():
        limits.parse(text)
    return text


Rate = Annotated[str, AfterValidator(_rate)]


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
    # From this age of the signing key the gateway brings in the next one; 0: only `python -m services.gateway.rotate`.
    key_rotation_days: int = Field(default=90, ge=0)
    # Where the worker lays the signed checkpoints of the audit chain, and the gateway reads them.
    checkpoints_dir: Path = Path(".run/checkpoints")
    # The sign-ons whose tokens are exchanged at /oauth/token: a YAML file as deploy/trusted-issuers.example.yaml.
    trusted_issuers: Annotated[Path | None, BeforeValidator(lambda given: given or None)] = None
    upload_limit_bytes: int = 52_428_800
    # How long a process goes on answering after SIGTERM, saying at /health/ready that it stops. In production longer
    # than the edge keeps idle connections (3 s).
    drain_seconds: float = Field(0, ge=0, le=60)
    # Requests of one client, or of one address while nobody is known, over all processes; empty is no limit.
    rate_limit: Rate = "60000/minute"
    rate_limit_anonymous: Rate = "12000/minute"
    # Attempts to get a token, for each client id and address.
    rate_limit_token: Rate = "120/minute"  # noqa: S105 - a rate
    # Whether requests pass (open) or are refused (closed) while Redis, which counts them, is away.
    rate_limit_fail: Literal["open", "closed"] = "open"
    # Addresses or networks, separated by commas, whose X-Forwarded-For is believed.
    trusted_proxies: str = ""
    # How long the secrets before it still work when a service account's secret is rotated and nobody says otherwise.
    secret_grace_s: int = Field(86_400, ge=0, le=2_592_000)
    # Origins of pages whose scripts may read our answers, separated by commas, such as https://portal.example.vn.
    cors_origins: str = ""

    def clock(self) -> clock.SystemClock:
        """The process's clocks; `TODAY` fixes the civil day."""
        return clock.SystemClock(self.today)
