"""Who may read what: one run per kind of caller."""

from __future__ import annotations

import httpx
import pytest

from services.targets_api.app import create_app
from shared.identity import values
from shared.kit.settings import ServiceSettings
from tests import clients

PUBLIC = [
    "/v1/organisations",
    "/v1/organisations/tree",
    "/v1/organisations/hierarchies",
    "/v1/organisations/tinh-tuyen-quang",
    "/v1/organisations/tinh-tuyen-quang/identifiers",
    "/v1/organisations/tinh-tuyen-quang/placements",
    "/v1/legal-documents",
    "/v1/legal-documents/ke-hoach-55-kh-ubnd-2022",
    "/v1/legal-documents/ke-hoach-55-kh-ubnd-2022/text",
    "/v1/targets",
    "/v1/targets/CQS.03",
    "/v1/targets/CQS.03/progress",
    "/v1/targets/sets",
    "/v1/targets/sets/thi-dua-cap-huyen",
]
GUARDED = [
    "/v1/targets/sets/thi-dua-cap-huyen/standing",
    "/v1/measurements",
    "/v1/tasks",
    "/v1/tasks/187.2.1.01",
    "/v1/tasks/groups",
    "/v1/budget",
]


@pytest.mark.parametrize("address", PUBLIC)
async def test_anybody_reads_what_is_public(api: httpx.AsyncClient, address: str) -> None:
    assert (await api.get(address)).status_code == 200


@pytest.mark.parametrize("address", GUARDED)
async def test_the_rest_needs_a_token(api: httpx.AsyncClient, address: str) -> None:
    answer = await api.get(address)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="dti"')


@pytest.mark.parametrize("address", [*PUBLIC, *GUARDED])
async def test_a_bad_token_is_refused_everywhere(api: httpx.AsyncClient, address: str) -> None:
    answer = await api.get(address, headers={"Authorization": "Bearer x.y.z"})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="dti", error="invalid_token"'


@pytest.mark.parametrize("role", sorted(values.ROLES - {"system"}))
async def test_every_person_of_the_province_reads(
    api: httpx.AsyncClient, tokens: clients.Tokens, role: values.Role
) -> None:
    for address in [*PUBLIC, *GUARDED]:
        assert (await api.get(address, headers=tokens.header(role))).status_code == 200


@pytest.mark.parametrize(("scope", "status"), [("targets:read", 200), ("reports:read", 403)])
async def test_a_service_account_needs_the_scope(
    configured: ServiceSettings, tokens: clients.Tokens, scope: str, status: int
) -> None:
    async with clients.client(create_app, configured) as api:
        token = tokens.of("system", scopes=(scope,))
        answers = [await api.get(address, headers={"Authorization": f"Bearer {token}"}) for address in GUARDED]
    assert {answer.status_code for answer in answers} == {status}
    said = 'Bearer realm="dti", error="insufficient_scope", scope="targets:read"' if status == 403 else None
    assert {answer.headers.get("www-authenticate") for answer in answers} == {said}
