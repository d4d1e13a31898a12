"""What a client finds out by itself: the issuer's addresses and abilities (RFC 8414, OpenID Connect Discovery)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from services.gateway import oauth
from shared.identity import accounts
from shared.kit import exact_json
from shared.kit.web import routes

_ABOUT = {
    "type": "object",
    "properties": {
        name: {"type": "string"} for name in ("issuer", "token_endpoint", "revocation_endpoint", "jwks_uri")
    },
    "required": ["issuer", "token_endpoint", "revocation_endpoint", "jwks_uri"],
}


def router(issuer: str) -> APIRouter:
    """One document under its two names; whoever configures an issuer by its address needs nothing else."""
    built = routes.router()
    body = exact_json.dump(_about(issuer.rstrip("/"), issuer))
    for path, operation, title in (
        ("/.well-known/openid-configuration", "openid_configuration", "Cấu hình OpenID / OpenID configuration"),
        ("/.well-known/oauth-authorization-server", "oauth_metadata", "Cấu hình OAuth / OAuth metadata"),
    ):

        async def about() -> Response:
            """Địa chỉ và khả năng của bên cấp mã truy cập. / Addresses and abilities of the issuer of tokens."""
            return Response(body, media_type="application/json", headers={"Cache-Control": "public, max-age=300"})

        built.add_api_route(
            path,
            about,
            operation_id=operation,
            tags=["identity"],
            summary=title,
            response_class=Response,
            responses={200: {"content": {"application/json": {"schema": _ABOUT}}}},
        )
    return built


def _about(base: str, issuer: str) -> dict[str, Any]:
    return {
        "issuer": issuer,
        "jwks_uri": f"{base}/.well-known/jwks.json",
        "token_endpoint": f"{base}/oauth/token",
        "revocation_endpoint": f"{base}/oauth/revoke",
        "grant_types_supported": [oauth.CLIENT_CREDENTIALS, oauth.TOKEN_EXCHANGE],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "scopes_supported": sorted(accounts.SCOPES),
        "response_types_supported": [],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "service_documentation": f"{base}/docs",
    }
