"""`make token`: what it prints, and what it says to do when it cannot."""

from __future__ import annotations

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
from shared.identity import jose
from shared.identity.keys import KeyStore

DEPARTMENT = "so-thong-tin-va-truyen-thong"
AGENCY = "so-noi-vu"


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    """The keys of the running system."""
    made = KeyStore(tmp_path / "data" / "keys")
    made.signing_key()
    return made


@pytest.fixture
def running(store: KeyStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Something that answers what the command asks of a running system, and the environment that names it."""
    answers: dict[str, Any] = {
        "/.well-known/jwks.json": store.public_set(),
        "/v1/organisations?duty=coordination": {"items": [{"slug": DEPARTMENT}]},
        f"/v1/organisations/{AGENCY}": {"slug": AGENCY},
    }

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
    assert says in printed.err


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
