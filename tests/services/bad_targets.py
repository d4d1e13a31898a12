"""What is wrong with a target, an amendment and a judgement, for each field (test_bad_bodies)."""

from __future__ import annotations

import json

# JSON of a document's clause that holds, and of what no such field takes.
SOURCE = (
    '{"document": "ke-hoach-55-kh-ubnd-2022", "clause": "II.2.1.a, gạch đầu dòng 1", "quote": "tối thiểu 80% hồ sơ thủ'
    ' tục hành chính được xử lý hoàn toàn trực tuyến"}'
)
_CLAUSE = '"document": "ke-hoach-55-kh-ubnd-2022"'
WRONG_SOURCES = [
    *("null", "5", '"x"', "[]", "{}", '{"clause": "I"}', f"{{{_CLAUSE}}}", f'{{{_CLAUSE}, "clause": "  "}}'),
    '{"document": "khong-co", "clause": "I"}',
    f'{{{_CLAUSE}, "clause": 5}}',
    f'{{{_CLAUSE}, "clause": "I", "quote": "không có câu nào như thế này"}}',
    f'{{{_CLAUSE}, "clause": "I", "kind": "legal"}}',
]
_LISTS = ["null", "5", '"x"', "{}", "[]", "[5]", "[null]", "[[]]", "[{}]"]
_FLAGS = ['"true"', "1", "null", "[]"]
_CERTAINTIES = ['"maybe"', '""', "5", "null"]
_YEARS = ['"2025"', "2025.5", "true", "1999", "2101", "0", "-1", "9" * 30]
_VALUES = ['"5"', "true", "[]", "NaN", "1e999", "0.1234567", "101", "-1"]
_DAYS = ['"2022-13-01"', '"9999-12-31"', '"01/06/2022"', "20220601", "true"]


def _line(**changes: str) -> str:
    line = {"year": "2025", "operator": '"gte"', "value": "85", **changes}
    return "[{" + ", ".join(f'"{name}": {value}' for name, value in line.items()) + "}]"


_WRONG_LINES = {
    "milestones": _LISTS,
    "milestones.0.year": [_line(year=value) for value in _YEARS],
    "milestones.0.operator": [_line(operator=value) for value in ['"lte"', '""', "5", "null"]],
    "milestones.0.value": [_line(value=value) for value in [*_VALUES, "null"]],
    "milestones.0.extra": [_line(extra="1")],
    "source": WRONG_SOURCES,
    "certainty": _CERTAINTIES,
}
TARGET = {
    "code": '"THU.01"',
    "name": '"Tỷ lệ hồ sơ xử lý trực tuyến"',
    "level": '"province"',
    "unit": '"percent"',
    "direction": '"increase"',
    "milestones": _line(),
    "source": SOURCE,
}
WRONG_TARGETS = {
    **_WRONG_LINES,
    "code": ['"thu.01"', '"THU 01"', '"THU..1"', '""', "5", '"THU.01\\u0000"', json.dumps("A" * 61), "null"],
    "name": ["5", '""', '"  "', '"a\\u0000b"', json.dumps("x" * 1001), "null"],
    "pillar": ['"planet"', "5"],
    "level": ['"planet"', "5", "null"],
    "measure": ['"maybe"', "null"],
    "unit": ['"kg"', "5", "null"],
    "direction": ['"up"', "5", "null"],
    "natural_limit": ['"5"', "true", "NaN"],
    "aggregation": ['"sum"', "5"],
    "reference": ['"nghi-quyet-48-nq-tu-2021"', "5", '""'],
    "owner": ['"khong-co"', "5", '""', '"\\u0000"'],
    "baseline": ["5", "[]", "{}", '{"value": 5}'],
}
AMENDMENT = {"effective_on": '"2023-01-01"', "milestones": _line(), "source": SOURCE}
WRONG_AMENDMENTS = {
    **_WRONG_LINES,
    "effective_on": [*_DAYS, '"2021-01-01"'],
    "lowers": _FLAGS,
    "reason": ["5", '""', '"a\\u0000b"', json.dumps("x" * 2001)],
    "milestones.0.withdrawn": [_line(withdrawn=value) for value in _FLAGS],
}
JUDGEMENT = {"year": "2025", "verdict": '"achieved"', "source": SOURCE}
WRONG_JUDGEMENTS = {
    "year": [*_YEARS, "null", "2030"],
    "verdict": ['"maybe"', '""', "5", "null"],
    "organisation": ['"khong-co"', "5", '""', '"\\u0000"'],
    "judged_on": [*_DAYS, '"2022-06-02"'],
    "note": ["5", '""', '"a\\u0000b"', json.dumps("x" * 2001)],
    "source": WRONG_SOURCES,
    "certainty": _CERTAINTIES,
}
