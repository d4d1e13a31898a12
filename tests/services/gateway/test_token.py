"""`make token`: what it prints, and what it says to do when it cannot."""

from __future__ import annotations

import datetime as dt
import http.server
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from services.gateway import token
from services.targets_api.app import create_app as targets_api
from shared.identity import jose
from shared.identity.keys import KeyStore
from shared.kit.settings import ServiceSettings
from tests import clients

DEPARTMENT = "so-thong-tin-va-truyen-thong"
AGENCY = "so-noi-vu"


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    """The keys of the running system."""
    made = KeyStore(tmp_path / "data" / "keys")
    made.signing_key()
    return made


@pytest.fixture
def answers(store: KeyStore) -> dict[str, Any]:
    """What the running system answers, by address; 404 to anything else."""
    return {
        "/.well-known/jwks.json": store.public_set(),
        "/v1/organisations?duty=coordination": {"items": [{"slug": DEPARTMENT}]},
        f"/v1/organisations/{AGENCY}": {"slug": AGENCY},
    }


@pytest.fixture
def running(answers: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Something that answers what the command asks of a running system, and the environment that names it."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path in answers else 404)
            self.end_headers()
            self.wfile.write(orjson.dumps(answers.get(self.path)))

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        monkeypatch.setenv("PORT", str(server.server_port))
        monkeypatch.setenv("DATA", str(tmp_path / "data"))
        yield
        server.shutdown()


def _claims(printed: str, store: KeyStore) -> dict[str, Any]:
    (public,) = store.public_set()["keys"]
    return jose.claims(printed.strip(), public, "ES256")


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize(
    ("role", "asked", "organisation"),
    [("reporter", AGENCY, AGENCY), ("reviewer", "", DEPARTMENT), ("committee", "", "tinh-tuyen-quang")],
)
def test_it_prints_a_token_and_nothing_else(
    store: KeyStore,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    role: str,
    asked: str,
    organisation: str,
) -> None:
    monkeypatch.setenv("ROLE", role)
    monkeypatch.setenv("ORG", asked)
    assert token.main() == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    claims = _claims(printed.out, store)
    assert (claims["org"], claims["roles"], claims["sub"]) == (organisation, [role], f"{role}@{organisation}")


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"ROLE": ""}, "ROLE must be one of admin, approver"),
        ({"ROLE": "chief"}, "not chief"),
        ({"ROLE": "reporter"}, "ORG must be an organisation's slug"),
        ({"ROLE": "reporter", "ORG": "so-nao-do"}, "there is no organisation so-nao-do"),
        ({"ROLE": "reporter", "ORG": "changes"}, "there is no organisation changes"),
        ({"ROLE": "reporter", "ORG": "export"}, "there is no organisation export"),
        ({"ROLE": "reporter", "ORG": "tree"}, "there is no organisation tree"),
        ({"ROLE": "reviewer", "PORT": "1"}, "start it with make run"),
        ({"ROLE": "reviewer", "DATA": "/nonexistent"}, "is DATA the folder of the running system?"),
    ],
)
def test_a_mistake_is_told_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: dict[str, str], says: str
) -> None:
    for name in ("ROLE", "ORG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert token.main() == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    vietnamese, english = printed.err.splitlines()
    assert says in english
    assert vietnamese.startswith("token: ")
    assert vietnamese != english


# Who has ended by 1 August 2025, and what is said of it: the day as far as it is known, the ground, the successor.
_ENDED = {
    DEPARTMENT: ("2025-03, ", "Chưa có quyết định thành lập của tỉnh", "Sở Khoa học và Công nghệ (ORG=so-khoa-hoc-"),
    "huyen-na-hang": ("2025-07-01, ", "Chưa có toàn văn của văn bản", "Tỉnh Tuyên Quang (ORG=tinh-tuyen-quang)"),
}


async def _answers_of(configured: ServiceSettings, paths: list[str]) -> dict[str, Any]:
    """What the real application answers to anybody."""
    async with clients.client(targets_api, configured) as http:
        found = {path: await http.get(path) for path in paths}
    return {path: answer.json() for path, answer in found.items() if answer.status_code == 200}


def _asked_of(organisation: str) -> list[str]:
    address = f"/v1/organisations/{organisation}"
    return [address, f"{address}/lineage", f"/v1/organisations/changes?organisation={organisation}&limit=200"]


@pytest.fixture
async def after_mergers(configured: ServiceSettings, answers: dict[str, Any]) -> None:
    """The running system answers as the real one does on 1 August 2025, of those who had ended."""
    later = configured.model_copy(update={"today": dt.date(2025, 8, 1)})
    answers |= await _answers_of(later, [path for one in _ENDED for path in _asked_of(one)])


@pytest.mark.usefixtures("after_mergers", "running")
@pytest.mark.parametrize("organisation", _ENDED)
def test_who_has_ended_is_told_with_day_ground_and_successor(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], organisation: str
) -> None:
    monkeypatch.setenv("ROLE", "reporter")
    monkeypatch.setenv("ORG", organisation)
    assert token.main() == 1
    vietnamese, english = capsys.readouterr().err.splitlines()
    day, ground, successor = _ENDED[organisation]
    assert vietnamese.startswith(f"token: cơ quan, đơn vị {organisation} đã kết thúc hoạt động từ {day}theo ")
    assert english.startswith(f"token: the organisation {organisation} ended on {day}by ")
    for said in (vietnamese, english):
        assert ground in said
        assert successor in said


def _change(day: str, *predecessors: str, continues: bool = False, **source: str) -> dict[str, Any]:
    parts = [{"role": "predecessor", "organisation": one, "continues": continues} for one in predecessors]
    known = {"document": None, "number": None, "clause": None, "note": None, "address": None, "kind": "legal"}
    return {"effective_on": day, "effective_precision": "day", "parts": parts, "source": known | source}


def _step(predecessor: str) -> dict[str, Any]:
    return {"predecessor": predecessor, "continues": False}


_SUCCESSORS = [
    {"slug": "so-b", "name": "Sở B", "steps": [_step("so-a")]},
    {"slug": "so-c", "name": "Sở C", "steps": [_step("so-a"), _step("so-b")]},
]


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize(
    ("changes", "successors", "says"),
    [
        (
            [
                _change("2026-01-01", "so-a"),
                _change("2025-01-01", "so-a", document="x", number="9/QĐ", clause="Điều 1"),
            ],
            _SUCCESSORS,
            "ended on 2025-01-01, by 9/QĐ, Điều 1; its successor: Sở C (ORG=so-c)",
        ),
        ([_change("2025-01-01", "so-a", document="qd-9")], [], "by qd-9; its successor: none is named"),
        ([_change("2025-01-01", "so-a", continues=True)], [], "so-a is not in force on 2025-08-01"),
        ([_change("2025-01-01", "so-b")], [], "so-a is not in force on 2025-08-01"),
    ],
)
def test_the_end_is_told_of_the_last_change_that_took_its_place(
    answers: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    changes: list[dict[str, Any]],
    successors: list[dict[str, Any]],
    says: str,
) -> None:
    _, lineage, listed = _asked_of("so-a")
    answers[lineage] = {"slug": "so-a", "as_of": "2025-08-01", "successors": successors}
    answers[listed] = {"items": changes}
    monkeypatch.setenv("ROLE", "reporter")
    monkeypatch.setenv("ORG", "so-a")
    assert token.main() == 1
    assert says in capsys.readouterr().err.splitlines()[1]


@pytest.mark.usefixtures("running")
def test_the_key_of_another_folder_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its token would be refused with "kid is unknown", which helps nobody who only forgot DATA."""
    KeyStore(tmp_path / "other" / "keys").signing_key()
    monkeypatch.setenv("DATA", str(tmp_path / "other"))
    monkeypatch.setenv("ROLE", "reviewer")
    assert token.main() == 1
    assert "was started with another DATA folder" in capsys.readouterr().err


@pytest.mark.usefixtures("running")
def test_a_service_account_gets_all_scopes_unless_some_are_named(
    store: KeyStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ROLE", "system")
    token.main()
    assert {"targets:read", "evidence:write"} <= set(_claims(capsys.readouterr().out, store)["scope"].split())
    monkeypatch.setenv("SCOPE", "targets:read")
    token.main()
    assert _claims(capsys.readouterr().out, store)["scope"] == "targets:read"


def test_without_port_the_data_folder_says_where_it_runs(
    running: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], store: KeyStore
) -> None:
    address = f"http://127.0.0.1:{os.environ['PORT']}"
    (tmp_path / "data" / "running.json").write_text(json.dumps({"address": address}))
    monkeypatch.delenv("PORT")
    monkeypatch.setenv("ROLE", "reporter")
    monkeypatch.setenv("ORG", AGENCY)
    assert token.main() == 0
    assert _claims(capsys.readouterr().out, store)["iss"] == address
