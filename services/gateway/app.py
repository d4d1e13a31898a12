"""The composition root of this process."""

from __future__ import annotations

from fastapi import FastAPI

from services.gateway import accounts_routes, delegations_routes, docs, front, keys, me_routes, people_routes
from shared.identity.keys import KeyStore
from shared.kit.settings import ServiceSettings
from shared.overview import process


def create_app(configured: ServiceSettings) -> FastAPI:
    """The application: keys, documentation, front page. Makes the issuer's key at first start."""
    store = KeyStore(configured.keys_dir, rotate_every_s=configured.key_rotation_days * 86_400)
    store.signing_key()
    return process.build(
        configured,
        title="DTI gateway",
        routers=[
            front.router,
            docs.router,
            keys.router(store),
            me_routes.router,
            accounts_routes.router,
            people_routes.router,
            delegations_routes.router,
        ],
    )
