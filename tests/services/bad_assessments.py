"""What is wrong with the bodies of assessments, appeals and verdicts, for each field (test_bad_bodies)."""

from __future__ import annotations

import json

_TEXT = ["5", "true", "[]", "{}", '"a\\u0000b"', '"\\ud800"', "null", '""', '"  "']
_DAYS = ['"2022-13-01"', '"01/06/2022"', "20220601", "true", "[]", '""', "null", '"9999-12-31"']
_NOTES = ["5", "true", "[]", '"a\\u0000b"', json.dumps("x" * 2001)]
_SOURCES = [
    *("null", "[]", "5", "{}"),
    '{"document": "ke-hoach-187-kh-ubnd-2022"}',
    '{"document": "ke-hoach-187-kh-ubnd-2022", "clause": ""}',
    '{"document": "ke-hoach-187-kh-ubnd-2022", "clause": "I", "extra": 1}',
]
_SOURCE = '{"document": "ke-hoach-187-kh-ubnd-2022", "clause": "I"}'

ASSESSMENT = {"framework": '"dti-922"', "organisation": '"tinh-lao-cai"', "year": "2022", "source": _SOURCE}
WRONG_ASSESSMENTS = {
    "framework": [*_TEXT, '"x"', json.dumps("x" * 121)],
    "organisation": [*_TEXT, '"nobody"', '"so-noi-vu"', json.dumps("x" * 121)],
    "year": ['"2022"', "true", "null", "1999", "2101", "2022.5", "2030", "9" * 30],
    "certainty": ['"maybe"', "5", "null"],
    "source": [*_SOURCES, '{"document": "x", "clause": "I"}'],
}
APPLICABILITY = {"applicable": "false", "reason": '"x"', "source": _SOURCE}
WRONG_APPLICABILITY = {
    "applicable": ['"false"', "0", "null", "[]"],
    "reason": [*_TEXT, json.dumps("x" * 2001)],
    "source": _SOURCES,
}
ROUND = {"opens_on": '"2022-06-01"', "closes_before_on": '"2022-06-10"', "note": '"x"'}
WRONG_ROUNDS = {"opens_on": _DAYS, "closes_before_on": _DAYS, "note": _NOTES, "source": _SOURCES[1:]}
APPEAL = {"component": '"1.7"', "grounds": '"x"'}
WRONG_APPEALS = {
    "component": [*_TEXT, json.dumps("x" * 121)],
    "decision": ['"x"', "5", "true", "[]"],
    "grounds": [*_TEXT, json.dumps("x" * 2001)],
}
