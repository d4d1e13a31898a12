"""What a client finds out by itself leads to addresses that are there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata

from services.gateway import app as gateway
from shared.identity import accounts, errors, trusted_tokens
from tests import clients
from tests.shared.kit import small

NAMES = ("openid-configuration", "oauth-authorization-server")


@pytest.fixture
async def http(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The gateway alone: this needs neither database nor queue."""
    configured = clients.settings(small.NOWHERE, "redis://127.0.0.1:1", tmp_path)
    async with small.calling(gateway.create_app(configured)) as caller:
        yield caller


@pytest.mark.parametrize("name", NAMES)
async def test_it_names_this_issuer_and_addresses_that_are_there(http: httpx.AsyncClient, name: str) -> None:
    answer = await http.get(f"/.well-known/{name}")
    assert answer.headers["content-type"] == "application/json"
    said = answer.json()
    assert said["issuer"] == clients.ISSUER
    assert said["scopes_supported"] == sorted(accounts.SCOPES)
    addresses = {key: value for key, value in said.items() if key.endswith(("_endpoint", "_uri"))}
    assert set(addresses) == {"token_endpoint", "revocation_endpoint", "jwks_uri"}
    for address in addresses.values():
        assert address.startswith(clients.ISSUER + "/")
        assert (await http.get(urlsplit(address).path)).status_code in (200, 405)


async def test_an_implementation_that_is_not_ours_finds_it_valid(http: httpx.AsyncClient) -> None:
    said = (await http.get("/.well-known/oauth-authorization-server")).json()
    metadata = AuthorizationServerMetadata({**said, "issuer": "https://dti.example.vn"})
    for checked in (metadata.validate_issuer, metadata.validate_grant_types_supported):
        checked()
    for checked in (
        metadata.validate_token_endpoint_auth_methods_supported,
        metadata.validate_revocation_endpoint_auth_methods_supported,
        metadata.validate_scopes_supported,
    ):
        checked()


async def test_our_own_document_is_one_that_we_would_trust(tmp_path: Path) -> None:
    """A second installation may configure this one by its discovery document alone."""
    here = "http://127.0.0.1:8000"
    configured = clients.settings(small.NOWHERE, "redis://127.0.0.1:1", tmp_path, issuer=here)
    async with small.calling(gateway.create_app(configured)) as http:

        class Here(trusted_tokens.Discovered):
            async def _get(self, location: str) -> bytes:
                return (await http.get(urlsplit(location).path)).content

        kid = (await http.get("/.well-known/jwks.json")).json()["keys"][0]["kid"]
        found = await Here(f"{here}/.well-known/openid-configuration", here).find(kid)
        assert found is not None
        with pytest.raises(errors.KeysUnavailable):  # another issuer's document
            await Here(f"{here}/.well-known/openid-configuration", "http://127.0.0.1:8001").find(kid)
        with pytest.raises(errors.KeysUnavailable):  # from elsewhere no document leads to this machine
            await Here("https://sso.example.vn/.well-known/openid-configuration", here).find(kid)
