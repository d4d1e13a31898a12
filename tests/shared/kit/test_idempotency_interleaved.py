"""`Idempotency-Key` under any interleaving of requests that end well, are refused, break or are cut off."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.shared.kit import keyed

CLIENTS, KEYS, BODIES = ("one/officer/so-noi-vu", "two/officer/so-noi-vu"), ("k", "l"), ("a", "b")
# What becomes of a request once it has written its row: the handler goes on as its body says, or the server dies.
START = st.tuples(
    st.just("start"), st.sampled_from(CLIENTS), st.sampled_from(KEYS), st.sampled_from([*BODIES, "refused", "broken"])
)
END = st.tuples(st.sampled_from(["go on", "cut off"]), st.integers(0, 3))
STEPS = st.lists(st.one_of(START, START, END), min_size=3, max_size=14)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """One loop for all examples."""
    with asyncio.Runner() as made:
        yield made


@dataclass
class Model:
    """What must be true: the answers that were given under a key, and who works under which."""

    done: dict[tuple[str, str], tuple[str, bytes]] = field(default_factory=dict)
    working: dict[tuple[str, str], tuple[str, str, asyncio.Task[httpx.Response]]] = field(default_factory=dict)
    effects: int = 0


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_interleaving(module_database_url: str, runner: asyncio.Runner, steps: list[Any]) -> None:
    runner.run(_play(module_database_url, steps))


async def _play(database_url: str, steps: list[Any]) -> None:
    async with keyed.stage(database_url) as stage:
        model = Model()
        for number, (what, *arguments) in enumerate(steps):
            if what == "start":
                client, key, body = arguments
                await _start(stage, model, f"g{number}", (client, key), body)
            elif model.working:
                owner = list(model.working)[arguments[0] % len(model.working)]
                await _end(stage, model, owner, cut_off=what == "cut off")
        for owner in list(model.working):
            await _end(stage, model, owner, cut_off=False)
        for (client, key), (body, answer) in model.done.items():
            again = await _send(stage, client, key, body)
            assert (again.status_code, again.content) == (201, answer)
        assert await stage.rows() == model.effects == len(await stage.kept())


async def _send(stage: keyed.Stage, client: str, key: str, body: str, gate: str = "") -> httpx.Response:
    # The gate is the test's, not the request's: as a header it is no part of what is asked.
    return await stage.send(key, caller=client, json={"name": body}, headers={"X-Gate": gate})


async def _start(stage: keyed.Stage, model: Model, gate: str, owner: tuple[str, str], body: str) -> None:
    client, key = owner
    if owner in model.working:
        assert (await _send(stage, client, key, body)).status_code == 409
    elif owner in model.done:
        first_body, first_answer = model.done[owner]
        answer = await _send(stage, client, key, body)
        if body == first_body:
            assert (answer.status_code, answer.content) == (201, first_answer)
            assert answer.headers["idempotency-replayed"] == "true"
        else:
            assert answer.status_code == 422
    else:
        stage.gates[gate], stage.arrived[gate] = asyncio.Event(), asyncio.Event()
        task = asyncio.create_task(_send(stage, client, key, body, gate))
        await asyncio.wait_for(stage.arrived[gate].wait(), 60)
        model.working[owner] = (gate, body, task)


async def _end(stage: keyed.Stage, model: Model, owner: tuple[str, str], *, cut_off: bool) -> None:
    gate, body, task = model.working.pop(owner)
    if cut_off:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return
    stage.gates[gate].set()
    answer = await task
    expected = {"refused": 409, "broken": 500}.get(body, 201)
    assert answer.status_code == expected
    if expected == 201:
        model.effects += 1
        model.done[owner] = (body, answer.content)
