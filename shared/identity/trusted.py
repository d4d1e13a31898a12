"""The sign-ons whose tokens are exchanged for ours, each with its exact rule: one settings file, read at start.

What the file leaves open, it does not mean: an unknown field, a missing one or an impossible one stops the process and
is named. docs/identity.md explains every field with two worked examples.
"""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from shared.identity import strict
from shared.identity.values import PersonRole
from shared.kit import strict_yaml

_LIMIT_BYTES = 1_048_576


class TrustedIssuersWrong(RuntimeError):
    """The file of trusted issuers cannot be used: the process must not start. The argument names file and fields."""


def checked_address(address: str, *, on_this_machine: bool = True) -> str:
    """The address, if it is https, or plain http on this machine itself where that may be meant. Raises ValueError."""
    parts = urlsplit(address)
    if not parts.hostname or parts.username is not None or parts.fragment:
        raise ValueError("must be an address such as https://sso.example.vn/…, without user name or fragment")
    if is_loopback(parts.hostname) and not on_this_machine:
        raise ValueError("must not lead to this machine")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        raise ValueError("must be https (http only on this machine itself)")
    return address


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


Text = Annotated[str, Field(min_length=1, max_length=500)]
Address = Annotated[Text, AfterValidator(checked_address)]
# A claim by its exact name, or by the names that lead into objects: [realm_access, roles]. A dot is part of a name.
Claim = Text | Annotated[list[Text], Field(min_length=1, max_length=5)]


class _Exact(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Keys(_Exact):
    """Where the public keys are: exactly one of the two."""

    discovery: Address | None = None
    jwks: Address | None = None


class OneOf(_Exact):
    """A claim, and the values of which it must have one."""

    claim: Claim
    any_of: Annotated[list[Text], Field(min_length=1, max_length=100)]


class Life(_Exact):
    """How instants are written and how long a token may live."""

    longest_s: Annotated[int, Field(ge=1, le=86_400)]
    unit: strict.Unit = "seconds"
    issued_at: Literal["required", "optional"] = "required"


class Organisation(_Exact):
    """The claim with the organisation; `values` maps what it says to our slugs, and then nothing else is taken."""

    claim: Claim
    values: dict[Text, Text] | None = None


class Roles(_Exact):
    """The claim with the roles; `values` maps what it says to our roles, and then nothing else is taken."""

    claim: Claim
    values: dict[Text, PersonRole] | None = None


class FromClaims(_Exact):
    """The sign-on knows organisation and roles."""

    source: Annotated[Literal["claims"], Field(alias="from")]
    organisation: Organisation
    roles: Roles


class Assigned(_Exact):
    """The sign-on knows the person only; organisation and roles are assigned here (`/v1/people`)."""

    source: Annotated[Literal["assigned"], Field(alias="from")]


class TrustedIssuer(_Exact):
    """One sign-on and everything its tokens must say."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
    issuer: Text
    keys: Keys
    typ: Annotated[list[Text], Field(min_length=1, max_length=5)]
    algorithms: Annotated[list[Literal["ES256", "RS256"]], Field(min_length=1)]
    thumbprints: bool = False
    audience: OneOf
    client: OneOf
    equal: dict[Text, Text] = Field(default_factory=dict)
    subject: Claim = "sub"
    life: Life
    person: Annotated[FromClaims | Assigned, Field(discriminator="source")]


class _File(_Exact):
    issuers: list[TrustedIssuer]


def load(file: Path | None, *, own_issuer: str) -> tuple[TrustedIssuer, ...]:
    """The trusted issuers of a YAML (or JSON) file; none without a file. Raises TrustedIssuersWrong."""
    if file is None:
        return ()
    try:
        raw = file.read_bytes()
        if len(raw) > _LIMIT_BYTES:
            raise TrustedIssuersWrong(f"{file}: larger than {_LIMIT_BYTES} bytes")
        found = _File.model_validate(strict_yaml.load(raw.decode("utf-8"))).issuers
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise TrustedIssuersWrong(f"{file}: {error}") from error
    except ValidationError as error:
        said = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_input=False)]
        raise TrustedIssuersWrong(f"{file}: " + "; ".join(said)) from error
    if wrong := list(_contradictions(found, own_issuer)):
        raise TrustedIssuersWrong(f"{file}: " + "; ".join(wrong))
    return tuple(found)


def _contradictions(found: list[TrustedIssuer], own_issuer: str) -> list[str]:
    wrong = []
    for number, one in enumerate(found):
        at = f"issuers.{number}"
        if any(one.name == other.name for other in found[:number]):
            wrong.append(f"{at}.name: {one.name} stands twice")
        if any(one.issuer == other.issuer for other in found[:number]):
            wrong.append(f"{at}.issuer: {one.issuer} stands twice; one issuer has one rule")
        if one.issuer == own_issuer:
            wrong.append(f"{at}.issuer: this is our own issuer; its tokens need no exchange")
        if (one.keys.discovery is None) == (one.keys.jwks is None):
            wrong.append(f"{at}.keys: give discovery or jwks, and only one of them")
    return wrong
