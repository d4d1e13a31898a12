"""Sign-ons of others, played by Authlib (its JOSE part, joserfc), which is not ours: a server on loopback, discovery
and keys, and tokens as Keycloak and WSO2 API Manager write them."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from joserfc import jwk, jws

WSO2 = "wso2.org/products/am"
CLAIM = "http://wso2.org/claims"


@dataclass
class SignOn:
    """One sign-on: its keys (the last one signs), its address, and which addresses were asked for."""

    issuer: str = ""
    keys: list[Any] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    is_up: bool = True
    address: str = ""
    discovery_names: str | None = None

    def sign(self, claims: dict[str, Any], *, key: Any = None, **header: Any) -> str:
        """A token over these claims; a header member given as ... is left out."""
        using = key or self.keys[-1]
        algorithm = "ES256" if using.key_type == "EC" else "RS256"
        said = {"typ": "JWT", "alg": algorithm, "kid": using.kid, **header}
        protected = {name: value for name, value in said.items() if value is not ...}
        return jws.serialize_compact(protected, json.dumps(claims), using, algorithms=["ES256", "RS256"])

    def published(self) -> dict[str, Any]:
        """The JWKS, with a key for encryption in it as Keycloak's."""
        keys = [key.as_dict(private=False) for key in self.keys]
        return {"keys": [{**keys[0], "kid": "for-encryption", "use": "enc"}, *keys]}


def ec_key(kid: str) -> Any:
    """A key for ES256."""
    return jwk.ECKey.generate_key("P-256", {"kid": kid, "alg": "ES256", "use": "sig"}, private=True)


def rsa_key(kid: str, bits: int = 2048) -> Any:
    """A key for RS256."""
    return jwk.RSAKey.generate_key(bits, {"kid": kid, "alg": "RS256", "use": "sig"}, private=True)


@contextlib.contextmanager
def running(*keys: Any, issuer: str | None = None) -> Iterator[SignOn]:
    """A sign-on on a free port; its issuer is its address, unless one is given."""
    played = SignOn(keys=list(keys))

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            played.asked.append(self.path)
            address = played.address
            answers = {
                "/realms/dti/.well-known/openid-configuration": {
                    "issuer": played.discovery_names or played.issuer,
                    "jwks_uri": f"{address}/realms/dti/protocol/openid-connect/certs",
                },
                "/realms/dti/protocol/openid-connect/certs": played.published(),
            }
            self.send_response(200 if played.is_up and self.path in answers else 503)
            self.end_headers()
            self.wfile.write(json.dumps(answers.get(self.path)).encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        played.issuer = issuer or f"http://127.0.0.1:{server.server_port}/realms/dti"
        played.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever).start()
        try:
            yield played
        finally:
            server.shutdown()


def keycloak_claims(issuer: str, **changes: Any) -> dict[str, Any]:
    """An access token of Keycloak 26; a claim given as ... is left out."""
    now = int(time.time())
    return _changed(
        {
            "exp": now + 300,
            "iat": now,
            "jti": "onrtac:6d1f0c6e-5f0d-4f43-9c36-6f2d3a7f9b21",
            "iss": issuer,
            "aud": "account",
            "sub": "6f9e1c1e-0f0e-4a1c-9a55-7f2a7d1c2b11",
            "typ": "Bearer",
            "azp": "dti-portal",
            "sid": "5b2cee7a-61ef-416f-b138-25eaf5eb5e0b",
            "acr": "1",
            "realm_access": {"roles": ["offline_access", "default-roles-dti", "reporter", "truong-phong"]},
            "resource_access": {"account": {"roles": ["manage-account", "view-profile"]}},
            "scope": "profile email",
            "org": "so-noi-vu",
            "preferred_username": "nguyenvana",
        },
        changes,
    )


def wso2_claims(**changes: Any) -> dict[str, Any]:
    """A backend assertion of WSO2 API Manager: no aud, no iat, exp in milliseconds."""
    return _changed(
        {
            "iss": WSO2,
            "exp": int((time.time() + 600) * 1000),
            f"{CLAIM}/subscriber": "admin",
            f"{CLAIM}/applicationid": "2",
            f"{CLAIM}/applicationname": "cong-dich-vu-cong",
            f"{CLAIM}/apicontext": "/dti/v1",
            f"{CLAIM}/version": "v1",
            f"{CLAIM}/tier": "Unlimited",
            f"{CLAIM}/enduser": "tranthib@carbon.super",
            f"{CLAIM}/organization": "Sở Nội vụ",
            f"{CLAIM}/role": ["Internal/everyone", "Internal/can-bo-bao-cao"],
        },
        changes,
    )


def keycloak_rule(one: SignOn, **changes: Any) -> dict[str, Any]:
    """The rule of such a Keycloak."""
    return {
        "name": "tinh",
        "issuer": one.issuer,
        "keys": {"discovery": f"{one.issuer}/.well-known/openid-configuration"},
        "typ": ["JWT"],
        "algorithms": ["ES256"],
        "audience": {"claim": "aud", "any_of": ["account"]},
        "client": {"claim": "azp", "any_of": ["dti-portal"]},
        "equal": {"typ": "Bearer"},
        "life": {"longest_s": 3600},
        "person": {
            "from": "claims",
            "organisation": {"claim": "org"},
            "roles": {
                "claim": ["realm_access", "roles"],
                "values": {"reporter": "reporter", "truong-phong": "approver"},
            },
        },
        **changes,
    }


def wso2_rule(one: SignOn, **changes: Any) -> dict[str, Any]:
    """The rule of such a WSO2."""
    return {
        "name": "lgsp",
        "issuer": WSO2,
        "keys": {"jwks": f"{one.address}/realms/dti/protocol/openid-connect/certs"},
        "typ": ["JWT"],
        "algorithms": ["RS256"],
        "thumbprints": True,
        "audience": {"claim": f"{CLAIM}/apicontext", "any_of": ["/dti/v1"]},
        "client": {"claim": f"{CLAIM}/applicationname", "any_of": ["cong-dich-vu-cong"]},
        "subject": f"{CLAIM}/enduser",
        "life": {"longest_s": 900, "unit": "milliseconds", "issued_at": "optional"},
        "person": {
            "from": "claims",
            "organisation": {"claim": f"{CLAIM}/organization", "values": {"Sở Nội vụ": "so-noi-vu"}},
            "roles": {"claim": f"{CLAIM}/role", "values": {"Internal/can-bo-bao-cao": "reporter"}},
        },
        **changes,
    }


def file_of(*rules: dict[str, Any]) -> str:
    """The settings file of these rules."""
    return yaml.safe_dump({"issuers": list(rules)}, allow_unicode=True)


def _changed(claims: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**claims, **changes}.items() if value is not ...}
