"""The strict verifier: what is forged or misused is refused, always in the same way, and nobody is called for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Response

from shared.identity import access, errors, jose, values, words
from shared.identity.guard import Caller, guard
from shared.identity.verifier import CACHE_S, Verifier
from shared.kit.web import limits, routes
from tests.shared.identity import forged
from tests.shared.kit import small

KEY, OTHER = forged.new_key("main"), forged.new_key("other")
FORGERIES = dict(forged.all_of(KEY, OTHER))


class Held:
    """A source of keys that holds one, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.keys = {"main": jose.public_part(KEY.private)}

    async def find(self, kid: str) -> dict[str, Any] | None:
        """The key of that name."""
        self.asked.append(kid)
        return self.keys.get(kid)


class Seconds:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = float(forged.NOW)

    def __call__(self) -> float:
        """Unix seconds."""
        return self.now


async def nothing_taken_back(_: values.Principal) -> None:
    """Every token stands."""


@pytest.fixture
def source() -> Held:
    """The issuer's one key."""
    return Held()


@pytest.fixture
def seconds() -> Seconds:
    """The instant at which the tokens were made."""
    return Seconds()


@pytest.fixture
def verifier(source: Held, seconds: Seconds) -> Verifier:
    """The verifier of the issuer."""
    return Verifier(
        issuer=forged.ISSUER, audience=forged.AUDIENCE, source=source, standing=nothing_taken_back, seconds=seconds
    )


@pytest.fixture(autouse=True)
def nobody_is_called(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """No address of a token is asked for anything."""
    called: list[str] = []

    def connect(*_: Any, **__: Any) -> None:
        called.append("connect")
        raise OSError

    monkeypatch.setattr("socket.socket.connect", connect)
    monkeypatch.setattr("socket.getaddrinfo", connect)
    yield called
    assert not called


async def test_a_good_token_is_its_caller(verifier: Verifier) -> None:
    token = forged.good(KEY, roles=["system", "reporter"], scope="targets:read scores:read")
    assert await verifier.principal(token) == values.Principal(
        subject="officer@so-noi-vu",
        client_id="tests",
        organisation="so-noi-vu",
        roles=frozenset({"system", "reporter"}),
        scopes=frozenset({"targets:read", "scores:read"}),
        token_id="one",
        expires_at=forged.NOW + 3590,
        issued_at=forged.NOW - 10,
    )


@pytest.mark.parametrize("name", FORGERIES)
async def test_a_forged_or_misused_token_is_refused(verifier: Verifier, name: str) -> None:
    with pytest.raises(errors.TokenRefused) as caught:
        await verifier.principal(FORGERIES[name])
    said = [caught.value.message(language) for language in ("vi", "en")]
    assert said[0].removeprefix("Mã truy cập bị từ chối: ") != said[1].removeprefix("The access token was refused: ")
    assert all(part not in " ".join(said) for part in FORGERIES[name].split(".") if len(part) > 8)


def test_there_are_enough_of_them() -> None:
    assert len(FORGERIES) >= 200
    assert len(set(FORGERIES.values())) >= 200


async def test_an_rsa_key_verifies_rs256_only(verifier: Verifier, source: Held) -> None:
    source.keys["main"] = {**source.keys["main"], "kty": "RSA"}
    with pytest.raises(errors.TokenRefused):
        await verifier.principal(forged.good(KEY))


@pytest.mark.parametrize("key", [{"kty": "oct", "k": "AAAA"}, {}, {"kty": "EC", "crv": "P-521"}, {"kty": "EC", "x": 1}])
async def test_a_strange_key_of_the_issuer_is_a_refusal(verifier: Verifier, source: Held, key: dict[str, Any]) -> None:
    source.keys["main"] = {**key, "kid": "main"}
    with pytest.raises(errors.TokenRefused):
        await verifier.principal(forged.good(KEY))


async def test_a_verified_token_is_remembered_for_a_minute(verifier: Verifier, source: Held, seconds: Seconds) -> None:
    token = forged.good(KEY)
    for _ in range(5):
        await verifier.principal(token)
    assert len(source.asked) == 1
    seconds.now += CACHE_S
    await verifier.principal(token)
    assert len(source.asked) == 2


async def test_a_remembered_token_ends_with_its_expiry(verifier: Verifier, seconds: Seconds) -> None:
    token = forged.good(KEY, exp=forged.NOW + 10)
    await verifier.principal(token)
    seconds.now += 9.9
    await verifier.principal(token)
    seconds.now += 0.1
    with pytest.raises(errors.TokenRefused):
        await verifier.principal(token)


async def test_a_key_taken_back_ends_its_tokens_within_a_minute(
    verifier: Verifier, source: Held, seconds: Seconds
) -> None:
    token = forged.good(KEY)
    await verifier.principal(token)
    source.keys.clear()
    seconds.now += CACHE_S
    with pytest.raises(errors.TokenRefused):
        await verifier.principal(token)


async def test_a_refused_token_is_not_remembered(verifier: Verifier, source: Held) -> None:
    key = source.keys.pop("main")
    with pytest.raises(errors.TokenRefused):
        await verifier.principal(forged.good(KEY))
    source.keys["main"] = key
    await verifier.principal(forged.good(KEY))


@pytest.mark.parametrize(
    ("sent", "vi", "en"),
    [
        ("Basic YTpi", "không theo dạng “Bearer <mã>”", "not a Bearer token"),
        ("Bearer x", "mã không gồm ba phần", "token is not in three parts"),
        (f"Bearer {FORGERIES['kid unknown']}", "không có khóa nào mang kid này", "kid is unknown"),
    ],
)
async def test_the_reason_is_in_the_language_of_its_sentence(verifier: Verifier, sent: str, vi: str, en: str) -> None:
    async with small.calling(_application(verifier)) as http:
        for language, detail in (
            ("vi", f"Mã truy cập bị từ chối: {vi}."),
            ("en", f"The access token was refused: {en}."),
        ):
            answer = await http.get("/inside", headers={"Authorization": sent, "Accept-Language": language})
            assert answer.json()["detail"] == detail


def test_roles_are_named_with_their_codes() -> None:
    needed = access.OPERATIONS["decide_evidence"].roles
    refused = errors.RoleMissing(roles=words.of_roles(needed), has=words.of_roles(["system"]))
    detail = refused.message("vi")
    assert detail.endswith("; mã truy cập có: hệ thống (system).")
    assert all(f" ({role})" in detail for role in needed)
    for role in values.ROLES:
        (word,) = words.of_roles([role])
        assert word.vi != word.en == role


def _application(verifier: Verifier) -> FastAPI:
    router = routes.router()

    @router.get("/public", operation_id="list_targets")
    async def public() -> Response:
        return Response("ok")

    @router.get("/inside", operation_id="list_tasks")
    async def inside(caller: Caller) -> str:
        return caller.subject

    return small.application(router, access.OPERATIONS, guard=guard(verifier))


GOOD = forged.good(KEY)


@pytest.mark.parametrize(
    ("sent", "public", "inside"),
    [
        ([], 200, 401),
        ([f"Bearer {GOOD}"], 200, 200),
        ([f"bearer  {GOOD} "], 200, 200),
        ([f"Bearer {GOOD}", f"Bearer {GOOD}"], 401, 401),
        ([f"Bearer {GOOD}", "Basic YTpi"], 401, 401),
        (["Basic YTpi"], 401, 401),
        (["Bearer"], 401, 401),
        (["Bearer "], 401, 401),
        ([""], 401, 401),
        ([GOOD], 401, 401),
        ([f"Bearer {GOOD} {GOOD}"], 401, 401),
        ([f"Bearer {GOOD},Bearer {GOOD}"], 401, 401),
        (["Bearer \xff\xfe"], 401, 401),
        ([f"Bearer {FORGERIES['kid unknown']}"], 401, 401),
        ([f"Token {GOOD}"], 401, 401),
    ],
)
async def test_what_is_sent_instead_of_one_bearer_token(
    verifier: Verifier, sent: list[str], public: int, inside: int
) -> None:
    headers = [(b"Authorization", value.encode("latin-1")) for value in sent]
    async with small.calling(_application(verifier)) as http:
        for path, status in (("/public", public), ("/inside", inside)):
            answer = await http.get(path, headers=httpx.Headers(headers))
            assert answer.status_code == status, answer.text
            if status == 401:
                assert answer.headers["content-type"] == "application/problem+json"
                assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("name", [name for name, token in FORGERIES.items() if token.isascii() and "\n" not in token])
async def test_every_forgery_is_401_over_http_even_where_no_token_is_needed(verifier: Verifier, name: str) -> None:
    async with small.calling(_application(verifier)) as http:
        for path in ("/public", "/inside"):
            answer = await http.get(path, headers={"Authorization": f"Bearer {FORGERIES[name]}"})
            unread = len(FORGERIES[name]) > limits.HEADERS_LIMIT_BYTES  # nobody reads that much to know whose it is
            assert answer.status_code == (431 if unread else 401), answer.text
