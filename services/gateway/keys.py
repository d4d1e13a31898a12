"""The issuer's public keys (RFC 7517), from which every process verifies tokens itself."""

from __future__ import annotations

from fastapi import APIRouter, Response

from shared.identity.keys import KeyStore
from shared.kit import exact_json
from shared.kit.web import routes

_KEY_SET = {
    "type": "object",
    "properties": {"keys": {"type": "array", "items": {"type": "object"}}},
    "required": ["keys"],
}


def router(store: KeyStore) -> APIRouter:
    """`/.well-known/jwks.json`."""
    built = routes.router()

    @built.get(
        "/.well-known/jwks.json",
        operation_id="jwks",
        tags=["identity"],
        summary="Khóa công khai / Public keys",
        response_class=Response,
        responses={200: {"content": {"application/jwk-set+json": {"schema": _KEY_SET}}}},
    )
    async def jwks() -> Response:
        """Khóa công khai của bên cấp mã truy cập. / The issuer's public keys."""
        return Response(
            exact_json.dump(store.public_set()),
            media_type="application/jwk-set+json",
            headers={"Cache-Control": "public, max-age=60"},  # keys.PUBLISHED_AHEAD_S counts on it
        )

    return built
