"""The examples about accounts, people and delegations are what the gateway answers when they are carried out."""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import Any

from services.gateway import accounts_bodies, delegations_bodies, people_bodies
from tests.services.gateway import contract
from tests.services.gateway.conftest import Gate

# What every run makes anew: ids, instants, client ids, secrets.
_NEW = {
    "id": re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
    "instant": re.compile(r"\d{4}-\d{2}-\d{2}T.*"),
    "client_id": re.compile(r"sa-[0-9a-f]{20}"),
    "secret": re.compile(r"dti-sa-[A-Za-z0-9_-]{43}"),
}


async def answers(gate: Gate) -> dict[str, Any]:
    """Each operation once, as its examples say; its answer."""
    done: dict[str, Any] = {}

    async def step(
        operation: str, method: str, path: str, body: Any = None, *, role: str = "admin", **sent: Any
    ) -> Any:
        answer = await gate.send(method, role, path, body, **sent)
        assert answer.status_code in (200, 201), (operation, answer.text)
        contract.check(answer.json(), contract.schema_of(operation, answer.status_code))
        documented = contract.headers_of(operation, answer.status_code) - {"Link", "Idempotency-Replayed"}
        assert documented <= {name.title() for name in answer.headers}
        done[operation] = answer.json()
        return done[operation]

    account = await step("create_service_account", "POST", "/v1/service-accounts", accounts_bodies.EXAMPLE)
    path = f"/v1/service-accounts/{account['id']}"
    await step("get_service_account", "GET", path)
    await step("rotate_service_account_secret", "POST", f"{path}/secrets", {"grace_seconds": 3600})
    await step("change_service_account", "PATCH", path, {"scopes": ["changes:read"]}, if_match='"2"')
    await step("list_service_accounts", "GET", "/v1/service-accounts")
    await step("disable_service_account", "POST", f"{path}/disable")
    assignment = await step("assign_person", "POST", "/v1/people", people_bodies.EXAMPLE)
    path = f"/v1/people/{assignment['id']}"
    await step("get_person", "GET", path)
    await step("list_people", "GET", "/v1/people")
    await step("end_person", "POST", f"{path}/end", {"reason": "Chuyển công tác"})
    head: Any = {"role": "approver", "org": "so-noi-vu"}
    delegation = await step("give_delegation", "POST", "/v1/delegations", delegations_bodies.EXAMPLE, **head)
    path = f"/v1/delegations/{delegation['id']}"
    await step("get_delegation", "GET", path, **head)
    await step("list_delegations", "GET", "/v1/delegations", **head)
    await step("revoke_delegation", "POST", f"{path}/revoke", {"reason": "Giám đốc đã trở lại làm việc"}, **head)
    lent = {**delegations_bodies.EXAMPLE, "to_subject": "reporter@so-noi-vu", "valid_from": "2022-11-01"}
    await gate.post("approver", "/v1/delegations", lent, org="so-noi-vu")
    await step("get_me", "GET", "/v1/me", role="reporter", org="so-noi-vu")
    return done


def alike(value: Any) -> Any:
    """The same with what is new in every run replaced by what it is."""
    if isinstance(value, dict):
        return {key: alike(item) for key, item in value.items()}
    if isinstance(value, list):
        return [alike(item) for item in value]
    if isinstance(value, str):
        return next((f"<{name}>" for name, pattern in _NEW.items() if pattern.fullmatch(value)), value)
    return value


async def test_the_examples_are_what_is_answered(gate: Gate) -> None:
    folder = resources.files("services.gateway").joinpath("examples")
    for operation, answer in (await answers(gate)).items():
        example = json.loads(folder.joinpath(f"{operation}.json").read_text(encoding="utf-8"))
        if operation == "get_me":  # the example shows some of the operations, which grow with the product
            shown, all_ = (alike(one)["operations"] for one in (example["answer"], answer))
            assert [one for one in shown if one not in all_] == []
        same = {"operations": example["answer"]["operations"]} if operation == "get_me" else {}
        assert alike(example["answer"]) == alike({**answer, **same}), operation
