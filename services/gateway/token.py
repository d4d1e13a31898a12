"""`make -s token ROLE=… ORG=…`: an access token of the running local system, and nothing else on the output.

ROLE: one role or several with commas. ORG: an organisation's slug; may be empty for roles of the province.
SUB names another person, SCOPE the scopes of a service account (default: all). PORT and DATA as for `make run`.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import httpx

from services.gateway import token_refusals
from services.gateway.token_refusals import CannotIssue
from shared.identity import access, values
from shared.identity.issuer import Issuer
from shared.identity.keys import KeyStore
from shared.kit.clock import SystemClock

_AGENCY = {"reporter", "approver"}
# Whose people hold the roles of the whole province; PROVINCE names another one.
_PROVINCE = "tinh-tuyen-quang"
_COORDINATING = {"reviewer", "coordinator"}


def main() -> int:
    """Print the token; on a mistake say what to do, on the error output. Returns the exit code."""
    try:
        print(_token(dict(os.environ)))
    except CannotIssue as problem:
        print(f"token: {problem.vi}\ntoken: {problem.en}", file=sys.stderr)
        return 1
    return 0


def _token(environment: dict[str, str]) -> str:
    roles = [role.strip() for role in environment.get("ROLE", "").split(",") if role.strip()]
    unknown = [role for role in roles if role not in values.ROLES]
    if not roles or unknown:
        known, given = ", ".join(sorted(values.ROLES)), ", ".join(unknown)
        raise CannotIssue(
            f"ROLE phải là một trong {known}, không phải {given or 'để trống'}",
            f"ROLE must be one of {known}, not {given or 'empty'}",
        )
    data = Path(environment.get("DATA") or ".run")
    base = _base(environment.get("PORT"), data / "running.json")
    folder = data / "keys"
    if not KeyStore.is_in(folder):
        raise CannotIssue(
            f"không có khóa ký trong {folder}; DATA có phải thư mục của hệ thống đang chạy không?",
            f"no signing key in {folder}; is DATA the folder of the running system?",
        )
    organisation = _organisation(base, set(roles), environment.get("ORG", ""), KeyStore(folder))
    scopes = environment.get("SCOPE", " ".join(_all_scopes()) if "system" in roles else "").split()
    subject = environment.get("SUB") or f"{'+'.join(sorted(roles))}@{organisation}"
    issuer = Issuer(issuer=base, store=KeyStore(folder), clock=SystemClock())
    return issuer.token(subject=subject, client_id="make-token", organisation=organisation, roles=roles, scopes=scopes)


def _base(port: str | None, note: Path) -> str:
    """Where the system answers: PORT, or the address that the running system noted in its data folder."""
    if not port and note.exists():
        return str(json.loads(note.read_text(encoding="utf-8"))["address"])
    return f"http://127.0.0.1:{port or 8000}"


def _organisation(base: str, roles: set[str], wanted: str, store: KeyStore) -> str:
    """The organisation's slug, checked against the running system; a default only for roles of the province."""
    try:
        with httpx.Client(base_url=base, timeout=5, trust_env=False) as client:
            accepted = client.get("/.well-known/jwks.json").raise_for_status().json()["keys"]
            if store.signing_key()["kid"] not in {key["kid"] for key in accepted}:
                raise CannotIssue(
                    f"{base} được khởi động với thư mục DATA khác; hãy cho cùng DATA và PORT",
                    f"{base} was started with another DATA folder; give the same DATA and PORT",
                )
            if not wanted and roles & _AGENCY:
                raise CannotIssue(
                    "với vai trò này ORG phải là slug của một cơ quan, đơn vị, ví dụ ORG=so-tai-chinh",
                    "ORG must be an organisation's slug for this role, such as ORG=so-tai-chinh",
                )
            if not wanted:
                return _of_the_province(client, roles)
            return token_refusals.slug_in_force(client, wanted)
    except httpx.HTTPError as error:
        kind = type(error).__name__
        raise CannotIssue(
            f"không có gì trả lời tại {base}; hãy khởi động bằng make run ({kind})",
            f"nothing answers at {base}; start it with make run ({kind})",
        ) from error


def _of_the_province(client: httpx.Client, roles: set[str]) -> str:
    if not roles & _COORDINATING:
        return os.environ.get("PROVINCE") or _PROVINCE
    found = client.get("/v1/organisations", params={"duty": "coordination"}).raise_for_status().json()["items"]
    if not found:
        raise CannotIssue(
            "danh bạ hôm nay không nêu cơ quan thường trực; hãy cho ORG",
            "the register names no coordinating department today; give ORG",
        )
    return str(found[0]["slug"])


def _all_scopes() -> list[str]:
    return sorted({rule.scope for rule in access.OPERATIONS.values() if rule.scope})


if __name__ == "__main__":
    sys.exit(main())
