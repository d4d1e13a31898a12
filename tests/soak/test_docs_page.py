"""I7: /docs in a headless Chromium asks no other host, breaks no policy, and "Authorize" leads to an answered call."""

from __future__ import annotations

import json
import re
import subprocess
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.services.gateway import contract
from tests.soak import chromium, deployed

EVERY_TAG = "document.querySelectorAll('.opblock-tag-section').length"


@pytest.fixture
def page(one_process: deployed.Deployed, tmp_path: Path) -> Iterator[chromium.Page]:
    """The documentation page, drawn; in the end nothing went elsewhere and nothing was complained of."""
    address = one_process.topology.url
    with chromium.page(tmp_path) as opened:
        opened.call("Page.navigate", url=f"{address}/docs")
        opened.wait(f"{EVERY_TAG} === {len(contract.DOCUMENT['tags'])}")
        assert opened.refused == []
        yield opened
        opened.value("1")
        hosts = {urllib.parse.urlsplit(one).netloc for one in opened.requests if not one.startswith("data:")}
        assert hosts == {urllib.parse.urlsplit(address).netloc}
        assert opened.complaints == []


@pytest.fixture
def account(one_process: deployed.Deployed) -> dict[str, Any]:
    """A service account that may read targets, with its secret."""
    made = httpx.post(
        f"{one_process.topology.url}/v1/service-accounts",
        headers={"Authorization": f"Bearer {one_process.topology.token('admin', 'tinh-tuyen-quang')}"},
        json={"name": "Trang tài liệu", "scopes": ["targets:read", "evidence:read"]},
    )
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


def _execute(page: chromium.Page, tag: str, operation: str) -> int:
    """Open an operation, try it out, and the status that the page shows."""
    block = f"#operations-{tag}-{operation}"
    if not page.value(f"!!document.querySelector('{block}')"):
        page.click(f"#operations-tag-{tag}")
    page.click(f"{block} .opblock-summary-control")
    page.click(f"{block} .try-out__btn")
    page.click(f"{block} button.execute")
    shown = f"{block} .live-responses-table .response-col_status"
    said = page.wait(
        f"(document.querySelector('tr.response {shown}') ?? document.querySelectorAll('{shown}')[1])?.innerText"
    )
    return int(re.findall(r"\d{3}", said)[0])


def test_every_group_is_drawn_without_asking_elsewhere(page: chromium.Page) -> None:
    """Each group unfolded, and one operation of it in full, which a browser needs about a second for."""
    drawn = 0
    for tag in contract.DOCUMENT["tags"]:
        group = f"document.getElementById('operations-tag-{tag['name'].replace(' ', '_')}').parentElement"
        page.value(f"{group}.querySelector('h3').click()")
        drawn += page.wait(f"{group}.querySelectorAll('.opblock').length")
        page.value(f"{group}.querySelector('.opblock-summary-control').click()")
        page.wait(f"{group}.querySelectorAll('.opblock-body .responses-inner').length === 1")
        page.value(f"{group}.querySelector('h3').click()")
    assert drawn == sum(len(methods) for methods in contract.DOCUMENT["paths"].values())
    assert page.value("document.querySelectorAll('.errors-wrapper').length") == 0


def test_what_is_public_is_answered_without_a_token(page: chromium.Page) -> None:
    assert _execute(page, "targets", "list_targets") == 200


def test_authorize_with_a_service_account_answers_a_protected_call(
    page: chromium.Page, account: dict[str, Any]
) -> None:
    assert _execute(page, "tasks", "list_task_groups") == 401
    page.click(".auth-wrapper .authorize")
    page.type('.modal-ux input[id^="client_id"]', account["client_id"])
    page.type('.modal-ux input[id^="client_secret"]', account["client_secret"])
    page.click('.modal-ux input[id^="targets:read"]')
    page.value(
        "document.querySelector('.modal-ux input[id^=\"client_id\"]').closest('.auth-container')"
        ".querySelector('button.authorize').click()"
    )
    page.wait("[...document.querySelectorAll('.modal-ux h6')].some((one) => one.innerText === 'Authorized')")
    page.click(".modal-ux .close-modal")
    assert _execute(page, "tasks", "get_budget") == 200
    assert _execute(page, "evidence", "list_evidence") == 403, "a scope that was not chosen"


def test_a_problem_leads_to_its_line(page: chromium.Page, one_process: deployed.Deployed) -> None:
    problem = httpx.get(f"{one_process.topology.url}/v1/tasks").json()
    page.call("Page.navigate", url="about:blank")
    page.call("Page.navigate", url=one_process.topology.url + problem["type"])
    page.wait("document.getElementById('problem-token-missing')?.getBoundingClientRect().top < window.innerHeight")


_WRITTEN = "http://127.0.0.1:8000"


def test_the_first_five_minutes_are_as_written(one_process: deployed.Deployed, account: dict[str, Any]) -> None:
    """The commands of the introduction, run as they stand there."""
    (commands,) = re.findall(r"```sh\n(.*?)```", contract.DOCUMENT["info"]["description"], flags=re.S)
    assert _WRITTEN in commands
    commands = commands.replace(_WRITTEN, one_process.topology.url)
    environment = {
        "PATH": "/usr/bin:/bin:/usr/local/bin",
        "CLIENT_ID": account["client_id"],
        "CLIENT_SECRET": account["client_secret"],
    }
    done = subprocess.run(
        ["/bin/sh", "-ec", commands.replace("curl ", "curl --silent --show-error ")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    targets, tasks = (json.loads(one) for one in re.findall(r'\{"items".*?"next":[^}]*\}', done.stdout))
    assert (len(targets["items"]), len(tasks["items"])) == (1, 1)
