"""The composition root of this process."""

from __future__ import annotations

from fastapi import FastAPI

from services.gateway import (
    accounts_routes,
    audit_routes,
    delegations_routes,
    docs,
    front,
    keys,
    me_routes,
    oauth,
    people_routes,
    revocations,
    wellknown,
)
from shared.identity import issuer, key_sources, trusted, verifier
from shared.identity.keys import KeyStore
from shared.identity.trusted_tokens import TrustedTokens
from shared.kit.settings import ServiceSettings
from shared.overview import process


def create_app(configured: ServiceSettings) -> FastAPI:
    """The application: keys, tokens, documentation, front page. Makes the issuer's key at first start.

    Raises TrustedIssuersWrong when their file cannot be used.
    """
    store = KeyStore(configured.keys_dir, rotate_every_s=configured.key_rotation_days * 86_400)
    store.signing_key()
    signer = issuer.Issuer(issuer=configured.issuer, store=store, clock=configured.clock())
    sign_ons = TrustedTokens(trusted.load(configured.trusted_issuers, own_issuer=configured.issuer))
    own = verifier.Verifier(
        issuer=configured.issuer, audience=issuer.AUDIENCE, source=key_sources.Held(store.public_set)
    )
    built = process.build(
        configured,
        title="DTI gateway",
        routers=[
            front.router,
            docs.router,
            keys.router(store),
            wellknown.router(configured.issuer),
            oauth.router,
            revocations.router,
            me_routes.router,
            accounts_routes.router,
            people_routes.router,
            delegations_routes.router,
            audit_routes.router,
        ],
    )
    built.state.office = oauth.Office(signer, sign_ons, own)
    return built
