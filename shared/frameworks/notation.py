"""How a cell of our own column says a rule: as JSON, or in a closed small notation. Whatever else is refused. Pure.

yes_no · granted · not_scored
steps: head=1; deputy=0.5; other=0
tiers (số phiên họp | phiên/năm): >=4: 1; >=3: 0.75; else: 0
ratio (văn bản ký số | văn bản) / (văn bản đã gửi | văn bản)      and `may_exceed` behind it
normalised (hồ sơ trực tuyến | hồ sơ) / (hồ sơ | hồ sơ)
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from shared.kit import strict_json

# One of each form, for whoever has to write one: in the column's description and in what a refusal says.
FORMS = (
    "yes_no · granted · not_scored · steps: head=1; deputy=0.5; other=0 · "
    "tiers (phiên họp | phiên/năm): >=4: 1; >=3: 0.75; else: 0 · "
    "ratio (văn bản ký số | văn bản) / (văn bản đã gửi | văn bản) · "
    "normalised (hồ sơ trực tuyến | hồ sơ) / (hồ sơ | hồ sơ)"
)
# What a rule's JSON says as text; elsewhere (`places`) a whole number is one.
_NUMBERS = ("share", "otherwise", "at_least", "at_most")
_PLAIN = ("yes_no", "granted", "not_scored")
# No blanks before a class that takes blanks too: a cell of ten thousand would be tried from each of them.
_STEPS = re.compile(r"steps\s*:\s*(?P<steps>.+)", re.DOTALL)
_TIERS = re.compile(r"tiers\s*\((?P<input>[^()]+)\)\s*:\s*(?P<tiers>.+)", re.DOTALL)
_TWO = re.compile(
    r"(?P<kind>ratio|normalised)\s*\((?P<above>[^()]+)\)\s*/\s*\((?P<below>[^()]+)\)\s*(?P<more>may_exceed)?"
)


class NotARule(ValueError):
    """The text is neither JSON nor the notation."""


def read(text: str) -> dict[str, Any]:
    """The JSON of the rule that a cell says; whether that is a rule `rule_kinds.parse` tells. Raises NotARule."""
    said = text.strip()
    if said.startswith("{"):
        return _json(said)
    if said in _PLAIN:
        return {"kind": said}
    for pattern, make in ((_STEPS, _steps), (_TIERS, _tiers), (_TWO, _two)):
        found = pattern.fullmatch(said)
        if found is not None:
            return make(found)
    raise NotARule(text)


def _json(said: str) -> dict[str, Any]:
    """As strictly as a body is read: a cell may hold what no column keeps. Shares and bounds may stand as numbers."""
    try:
        read = strict_json.parse(said.encode())
    except (strict_json.BodyNotJson, UnicodeEncodeError) as error:
        raise NotARule(said) from error
    if not isinstance(read, dict):
        raise NotARule(said)
    found: dict[str, Any] = _written(read)
    return found


def _written(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _written(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_written(one) for one in value]
    whole = key in _NUMBERS and isinstance(value, int) and not isinstance(value, bool)
    return str(value) if whole or isinstance(value, Decimal) else value


def _steps(found: re.Match[str]) -> dict[str, Any]:
    pairs = [_pair(part, "=") for part in _parts(found["steps"])]
    return {"kind": "steps", "steps": [{"code": code, "share": share} for code, share in pairs]}


def _tiers(found: re.Match[str]) -> dict[str, Any]:
    tiers: list[dict[str, str]] = []
    otherwise = None
    for part in _parts(found["tiers"]):
        bound, share = _pair(part, ":")
        name = {">=": "at_least", "<=": "at_most"}.get(bound[:2])
        if otherwise is not None:
            raise NotARule(part)  # `else` comes last
        if bound == "else":
            otherwise = share
        elif name is None:
            raise NotARule(part)
        else:
            tiers.append({name: bound[2:].strip(), "share": share})
    if otherwise is None:
        raise NotARule(found[0])
    return {"kind": "tiers", "input": _measure(found["input"]), "tiers": tiers, "otherwise": otherwise}


def _two(found: re.Match[str]) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "kind": found["kind"],
        "numerator": _measure(found["above"]),
        "denominator": _measure(found["below"]),
    }
    if found["more"]:
        if found["kind"] != "ratio":
            raise NotARule(found[0])
        rule["may_exceed"] = True
    return rule


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]


def _pair(part: str, sign: str) -> tuple[str, str]:
    left, found, right = part.rpartition(sign)
    if not found or not left.strip() or not right.strip():
        raise NotARule(part)
    return left.strip(), right.strip()


def _measure(text: str) -> dict[str, str]:
    name, found, unit = text.partition("|")
    if not found or not name.strip() or not unit.strip():
        raise NotARule(text)
    return {"name": name.strip(), "unit": unit.strip()}
