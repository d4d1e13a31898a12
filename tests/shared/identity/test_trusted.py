"""The file of trusted sign-ons: what is not exactly a rule stops the process, and the field is named."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.gateway import app as gateway
from shared.identity import trusted
from tests import clients
from tests.shared.kit import small
from tests.sign_ons import SignOn, keycloak_rule, wso2_rule

OURS = "http://issuer.test"
RULE = keycloak_rule(SignOn(issuer="https://sso.example.vn/realms/dti"))


def _file(tmp_path: Path, content: object) -> Path:
    file = tmp_path / "trusted-issuers.yaml"
    text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
    file.write_text(text, encoding="utf-8")
    return file


def _with(path: str, value: Any) -> dict[str, Any]:
    """The rule with one field changed; ... takes it out."""
    rule: dict[str, Any] = copy.deepcopy(RULE)
    *outer, last = path.split("/")
    inside = rule
    for name in outer:
        inside = inside[name]
    if value is ...:
        del inside[last]
    else:
        inside[last] = value
    return rule


def test_a_good_file_is_its_rules(tmp_path: Path) -> None:
    lgsp = wso2_rule(SignOn(address="https://lgsp.example.vn"))
    found = trusted.load(_file(tmp_path, {"issuers": [RULE, lgsp]}), own_issuer=OURS)
    assert [one.name for one in found] == ["tinh", "lgsp"]
    assert isinstance(found[0].person, trusted.FromClaims)
    assert found[0].person.roles.claim == ["realm_access", "roles"]
    assert (found[1].life.unit, found[1].life.issued_at) == ("milliseconds", "optional")


def test_json_is_read_as_well(tmp_path: Path) -> None:
    assert len(trusted.load(_file(tmp_path, json.dumps({"issuers": [RULE]})), own_issuer=OURS)) == 1


def test_without_a_file_nobody_is_trusted() -> None:
    assert trusted.load(None, own_issuer=OURS) == ()


WRONG: list[tuple[str, Any]] = [
    ("name", ...),
    ("name", "Tỉnh"),
    ("name", "a:b"),
    ("name", ""),
    ("issuer", ...),
    ("issuer", ""),
    ("issuer", OURS),
    ("keys", ...),
    ("keys", {}),
    ("keys", {"discovery": "https://a.vn/x", "jwks": "https://a.vn/y"}),
    ("keys/discovery", "http://sso.example.vn/x"),
    ("keys/discovery", "http://127.0.0.1.example.vn/x"),
    ("keys/discovery", "http://10.0.0.1/x"),
    ("keys/discovery", "https://user:password@sso.example.vn/x"),
    ("keys/discovery", "https://user@sso.example.vn/x"),
    ("keys/discovery", "https:///x"),
    ("keys/discovery", "file:///etc/passwd"),
    ("keys/discovery", "ftp://127.0.0.1/x"),
    ("keys/discovery", "sso.example.vn"),
    ("keys/discovery", 5),
    ("keys/file", "/etc/passwd"),
    ("typ", []),
    ("typ", "JWT"),
    ("typ", [""]),
    ("algorithms", []),
    ("algorithms", ["HS256"]),
    ("algorithms", ["none"]),
    ("algorithms", ["ES256", "PS256"]),
    ("algorithms", "ES256"),
    ("thumbprints", "yes"),
    ("audience", ...),
    ("audience", "account"),
    ("audience/any_of", []),
    ("audience/any_of", [""]),
    ("audience/any_of", "account"),
    ("audience/claim", []),
    ("audience/claim", ""),
    ("client", ...),
    ("client/any_of", []),
    ("equal", {"typ": 5}),
    ("equal", ["typ"]),
    ("life", ...),
    ("life/longest_s", 0),
    ("life/longest_s", 86_401),
    ("life/longest_s", "3600"),
    ("life/longest_s", 3600.5),
    ("life/longest_s", True),
    ("life/unit", "minutes"),
    ("life/issued_at", False),
    ("person", ...),
    ("person", {"from": "anywhere"}),
    ("person", {"from": "assigned", "roles": {"claim": "roles"}}),
    ("person/organisation", ...),
    ("person/roles", ...),
    ("person/roles/values", {"root": "system"}),
    ("person/roles/values", {"root": "root"}),
    ("person/roles/values", ["admin"]),
    ("person/roles/extra", 1),
    ("trust_everything", True),
]


@pytest.mark.parametrize(("path", "value"), WRONG)
def test_a_wrong_field_stops_the_process_and_is_named(tmp_path: Path, path: str, value: Any) -> None:
    file = _file(tmp_path, {"issuers": [_with(path, value)]})
    with pytest.raises(trusted.TrustedIssuersWrong) as caught:
        trusted.load(file, own_issuer=OURS)
    said = str(caught.value)
    assert said.startswith(f"{file}: ")
    assert f"issuers.0.{path.split('/', maxsplit=1)[0]}" in said
    assert path.rsplit("/", maxsplit=1)[-1] in said or value == {}
    assert "password@" not in said


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "valid dictionary"),
        ("issuers:", "issuers"),
        ("issuers: 5", "issuers"),
        ("[]", "valid dictionary"),
        ("issuers: []\nothers: []", "others"),
        ("issuers: [", "while parsing"),
        ("issuers: []\nissuers: []", "stands twice"),
        ("!!python/object/apply:os.system ['true']", "could not determine a constructor"),
        ("issuers: [{name: a, name: b}]", "'name' stands twice"),
        ("5: []", "Keys should be strings"),
        ("a: &a [*a]", "a"),
        ("[" * 5000, ""),
        ("issuers: \xff", ""),
        ("#" * 1_100_000, "larger than"),
    ],
)
def test_what_is_no_such_file_is_told(tmp_path: Path, content: str, says: str) -> None:
    file = _file(tmp_path, content)
    with pytest.raises(trusted.TrustedIssuersWrong, match=r"trusted-issuers\.yaml: ") as caught:
        trusted.load(file, own_issuer=OURS)
    assert says in str(caught.value)


def test_a_file_that_is_not_there_or_not_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(trusted.TrustedIssuersWrong, match="No such file"):
        trusted.load(tmp_path / "missing.yaml", own_issuer=OURS)
    file = tmp_path / "binary.yaml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(trusted.TrustedIssuersWrong):
        trusted.load(file, own_issuer=OURS)


def test_one_name_and_one_issuer_have_one_rule(tmp_path: Path) -> None:
    for change, field in ((_with("name", "other"), "issuers.1.issuer"), (_with("issuer", "x"), "issuers.1.name")):
        with pytest.raises(trusted.TrustedIssuersWrong, match=field):
            trusted.load(_file(tmp_path, {"issuers": [RULE, change]}), own_issuer=OURS)


@pytest.mark.parametrize(
    "address",
    ["https://sso.example.vn/x", "http://127.0.0.1:8081/x", "http://localhost:8081/x", "http://[::1]/x"],
)
def test_addresses_that_may_be_asked(tmp_path: Path, address: str) -> None:
    assert trusted.load(_file(tmp_path, {"issuers": [_with("keys/discovery", address)]}), own_issuer=OURS)


def test_the_gateway_does_not_start_with_it(tmp_path: Path) -> None:
    configured = clients.settings(
        small.NOWHERE, "redis://127.0.0.1:1", tmp_path, trusted_issuers=_file(tmp_path, {"issuers": [{}]})
    )
    with pytest.raises(trusted.TrustedIssuersWrong, match=r"issuers\.0\.audience"):
        gateway.create_app(configured)
