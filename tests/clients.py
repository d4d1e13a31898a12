"""Callers of the applications, in process: one client per kind of caller, tokens by the real issuer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from fastapi import FastAPI

from shared.identity import keys
from shared.identity.issuer import Issuer
from shared.kit.clock import Clock, SystemClock
from shared.kit.settings import ServiceSettings

ISSUER = "http://issuer.test"
DEPARTMENT = "so-thong-tin-va-truyen-thong"


class Tokens:
    """Access tokens of a test's own issuer."""

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        self.store = keys.KeyStore(folder)
        self.store.signing_key()
        self._issuer = Issuer(issuer=ISSUER, store=self.store, clock=clock or SystemClock())

    def of(self, role: str, organisation: str = DEPARTMENT, *, person: str = "", scopes: tuple[str, ...] = ()) -> str:
        """A token; the same role and organisation with another `person` is another subject."""
        subject = f"{role}{person}@{organisation}"
        return self._issuer.token(
            subject=subject, client_id="tests", organisation=organisation, roles=[role], scopes=scopes
        )

    def named(self, subject: str, organisation: str, roles: list[str]) -> str:
        """A token of a person by the exact subject."""
        return self._issuer.token(subject=subject, client_id="tests", organisation=organisation, roles=roles)

    def header(self, role: str, organisation: str = DEPARTMENT, *, person: str = "") -> dict[str, str]:
        """The Authorization header of such a token."""
        return {"Authorization": f"Bearer {self.of(role, organisation, person=person)}"}


def settings(database_url: str, redis_url: str, folder: Path, **changes: object) -> ServiceSettings:
    """Settings of an application under test."""
    return ServiceSettings.model_validate(
        {
            "database_url": database_url,
            "redis_url": redis_url,
            "issuer": ISSUER,
            "jwks": str(folder / "keys" / "jwks.json"),
            "keys_dir": folder / "keys",
            "checkpoints_dir": folder / "checkpoints",
            "evidence_dir": folder / "evidence",
            "today": "2022-11-01",
            "pool_size": 4,
            # All tests call from one address and share one Redis; the limits have tests of their own.
            "rate_limit": "",
            "rate_limit_anonymous": "",
            "rate_limit_token": "",
            **changes,
        }
    )


@asynccontextmanager
async def client(
    create_app: Callable[[ServiceSettings], FastAPI], configured: ServiceSettings
) -> AsyncIterator[httpx.AsyncClient]:
    """A running application behind an HTTP client, without a network; a fault inside answers 500."""
    app = create_app(configured)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://dti.test") as caller:
            yield caller
