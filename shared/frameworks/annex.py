"""The official index table as rows: its columns, and what each row is. What a row does not say is not filled in.

A row is a main index (STT 1), a component (STT 1.2), a group (STT I) or the total (no STT, "Tổng …").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from shared.frameworks import drafts, notation, rule_kinds, shape
from shared.frameworks.rule_kinds.errors import RuleUnreadable
from shared.kit import tables
from shared.kit.errors import Finding

_OURS_VI = "Cột của hệ thống; để trống nếu chưa rõ."
_OURS_EN = "A column of ours; left empty where it is not certain."
COLUMNS: tuple[tables.Column, ...] = (
    tables.Column("stt", "code", "STT", "No.", longest=24, also=("TT", "Số TT")),
    tables.Column(
        "name",
        "text",
        "Chỉ số/Chỉ số thành phần",
        "Index or component",
        required=True,
        also=("Chỉ số", "Chỉ số, chỉ số thành phần", "Tên chỉ số"),
    ),
    tables.Column("max_points", "number", "Điểm tối đa", "Maximum points", required=True),
    tables.Column(
        "method", "text", "Cách xác định và tính điểm", "How it is determined", longest=10_000, also=("Cách xác định",)
    ),
    tables.Column("evidence_asked", "text", "Tài liệu kiểm chứng", "Documents asked for", longest=10_000),
    tables.Column("collected_from", "text", "Nguồn thu thập", "Collected from", longest=10_000),
    tables.Column(
        "verified_with",
        "text",
        "Đơn vị phối hợp xác minh",
        "Confirmed with",
        longest=10_000,
        also=("Đơn vị phối hợp", "Cơ quan phối hợp xác minh"),
    ),
    tables.Column(
        "rule",
        "text",
        "Quy tắc",
        "Rule",
        longest=10_000,
        note_vi=f"{_OURS_VI} JSON hoặc: {notation.FORMS}.",
        note_en=f"{_OURS_EN} JSON or: {notation.FORMS}.",
    ),
    tables.Column(
        "required_evidence",
        "text",
        "Tài liệu bắt buộc",
        "Required documents",
        longest=10_000,
        note_vi=f"{_OURS_VI} Dạng: mã: tên; mã: tên.",
        note_en=f"{_OURS_EN} As: code: name; code: name.",
    ),
    tables.Column(
        "group",
        "choice",
        "Nhóm",
        "Group",
        {"foundation": "nền tảng", "activity": "hoạt động"},
        note_vi=_OURS_VI,
        note_en=_OURS_EN,
    ),
)
_INDEX, _COMPONENT = re.compile(r"[1-9]\d?"), re.compile(r"[1-9]\d?(\.[0-9]{1,3}){1,3}")
_GROUP, _TOTAL = re.compile(r"[IVXLC]{1,6}|[A-H]"), re.compile(r"tổng\b.*", re.IGNORECASE | re.DOTALL)


@dataclass
class Read:
    """What a file says: a version, the row of each of its parts by field, and what is wrong with rows."""

    content: drafts.Content
    rows: dict[str, tables.Row] = field(default_factory=dict)
    total: tables.Row | None = None
    findings: list[Finding] = field(default_factory=list)


@dataclass
class _Reading:
    sheet: tables.Sheet
    base: drafts.Content
    clause: str
    wrong: list[Finding] = field(default_factory=list)
    known: dict[str, drafts.Component] = field(init=False)

    def __post_init__(self) -> None:
        self.known = {one.code: one for _, one in self.base.components}

    def say(self, row: tables.Row, column: str, code: str, *, en: str, vi: str) -> None:
        self.wrong.append(self.sheet.finding(row, column, code, en=en, vi=vi))


def read(sheet: tables.Sheet, base: drafts.Content, source: drafts.Cited) -> Read:
    """The version that the rows state, on the ground of `source`.

    From `base` (the draft, or the version before) comes only what the table has no column for: pillars, how the total
    is made, groups, plan 187's numbers, rules that somebody has stated for the same words.
    """
    at = _Reading(sheet, base, source.clause)
    said: dict[int, tuple[tables.Row, list[tuple[tables.Row, drafts.Component]]]] = {}
    total, seen = None, dict[str, int]()
    for row in sheet.rows:
        number = row.values.get("stt")
        stt = "" if number is None else str(number).rstrip(".")
        if stt and stt in seen:
            at.say(row, "stt", "twice", en=f"Row {seen[stt]} has {stt} already.", vi=f"Dòng {seen[stt]} đã có {stt}.")
            continue
        seen[stt] = row.number
        if _INDEX.fullmatch(stt):
            said[int(stt)] = (row, [])
        elif _COMPONENT.fullmatch(stt):
            _take(at, said, row, stt)
        elif not stt and _TOTAL.fullmatch(_name(row)):
            if total is not None:
                en, vi = f"Row {total.number} is the total already.", f"Dòng {total.number} đã là dòng tổng."
                at.say(row, "name", "twice", en=en, vi=vi)
                continue
            total = row
        elif not _GROUP.fullmatch(stt):
            at.say(
                row,
                "stt",
                "stt",
                en="A main index has a number (1), a component a code (1.2), a group a Roman numeral (I); a row without"
                " any is the total.",
                vi="Chỉ số chính ghi số (1), chỉ số thành phần ghi mã (1.2), nhóm ghi số La Mã (I); dòng không có số là"
                " dòng tổng.",
            )
    return _together(at, said, total, source)


def _take(at: _Reading, said: dict[int, Any], row: tables.Row, stt: str) -> None:
    index = int(stt.partition(".")[0])
    if index not in said:
        en = f"No main index {index} stands above."
        at.say(row, "stt", "index_missing", en=en, vi=f"Chưa có chỉ số chính {index} ở các dòng trên.")
        return
    said[index][1].append((row, _component(at, row, stt)))


def _together(
    at: _Reading,
    said: Mapping[int, tuple[tables.Row, Sequence[tuple[tables.Row, drafts.Component]]]],
    total: tables.Row | None,
    source: drafts.Cited,
) -> Read:
    found = Read(at.base, total=total)
    known = {index.number: index for index in at.base.main_indices}
    indices = []
    for place, (number, (row, components)) in enumerate(said.items()):
        found.rows[f"main_indices.{place}"] = row
        for position, (of, _) in enumerate(components):
            found.rows[f"main_indices.{place}.components.{position}"] = of
        before = known.get(number)
        indices.append(
            drafts.MainIndex(
                number=number,
                name=_name(row),
                group=_group(row, before),
                weight=_points(at, row),
                components=tuple(one for _, one in components),
                number_187=None if before is None else before.number_187,
                ground=drafts.Ground(f"{source.clause}, STT {number}"),
            )
        )
    weights = [index.weight for index in indices]
    summed = None if None in weights else sum((weight for weight in weights if weight is not None), Decimal(0))
    stated = None if total is None else _points(at, total)
    found.content = replace(
        at.base,
        main_indices=tuple(indices),
        total_points=next((one for one in (stated, at.base.total_points, summed) if one is not None), None),
        source=source,
        pillars=tuple(replace(one, ground=drafts.Ground()) for one in at.base.pillars),
    )
    found.findings = at.wrong
    return found


def _group(row: tables.Row, before: drafts.MainIndex | None) -> str | None:
    said = row.values.get("group")
    return str(said) if said is not None else None if before is None else before.group


def _component(at: _Reading, row: tables.Row, code: str) -> drafts.Component:
    before = at.known.get(code)
    maximum = _points(at, row)
    rule, certainty = _rule(at, row, before, maximum)
    return drafts.Component(
        code=code,
        name=_name(row),
        rule=rule,
        rule_certainty=certainty,
        max_points=maximum,
        code_187=None if before is None else before.code_187,
        ground=drafts.Ground(f"{at.clause}, STT {code}"),
        method=_text(row.values.get("method")),
        evidence_asked=_text(row.values.get("evidence_asked")),
        collected_from=_text(row.values.get("collected_from")),
        verified_with=_text(row.values.get("verified_with")),
    )


def _points(at: _Reading, row: tables.Row) -> Decimal | None:
    given = row.values.get("max_points")
    if not isinstance(given, Decimal):
        return None
    wrong = shape.points_finding("max_points", given)
    if wrong is not None:
        at.say(row, wrong.field, wrong.code, en=wrong.en, vi=wrong.vi)
        return None
    return given


def _rule(
    at: _Reading, row: tables.Row, before: drafts.Component | None, maximum: Decimal | None
) -> tuple[Mapping[str, Any], str]:
    """The rule that our own column states; else one that somebody has stated for the very same words; else `granted`,
    provisional: the free text is no rule."""
    said, asked = _text(row.values.get("rule")), tuple(_required(at, row))
    if said is not None:
        return _stated(at, row, said, asked) or {"kind": "granted"}, "certain"
    more = {"required_evidence": list(asked)} if asked else {}
    if before is not None and before.rule["kind"] == "not_scored" and maximum == 0:
        return {**before.rule, **more}, before.rule_certainty
    method = _text(row.values.get("method"))
    if before is not None and before.rule_certainty == "certain" and method is not None and before.method == method:
        return {**before.rule, **more}, "certain"
    return {"kind": "granted", **more}, "provisional"


def _stated(at: _Reading, row: tables.Row, said: str, asked: tuple[dict[str, str], ...]) -> dict[str, Any] | None:
    try:
        given = notation.read(said)
        return rule_kinds.dump(rule_kinds.parse({**given, "required_evidence": list(asked)} if asked else given))
    except notation.NotARule:
        en = f"This is no rule: write JSON, or as: {notation.FORMS}."
        vi = f"Không phải quy tắc: ghi JSON, hoặc theo mẫu: {notation.FORMS}."
        at.say(row, "rule", "not_a_rule", en=en, vi=vi)
    except RuleUnreadable as unreadable:
        for one in unreadable.findings:
            at.say(row, "rule", one.code, en=f"{one.field}: {one.en}", vi=f"{one.field}: {one.vi}")
    return None


def _required(at: _Reading, row: tables.Row) -> Iterator[dict[str, str]]:
    for part in re.split(r"[;\n]", _text(row.values.get("required_evidence")) or ""):
        if not part.strip():
            continue
        code, found, name = part.partition(":")
        if not found or not code.strip() or not name.strip():
            en, vi = "Write them as code: name; code: name.", "Hãy ghi dạng mã: tên; mã: tên."
            at.say(row, "required_evidence", "required_evidence", en=en, vi=vi)
            return
        yield {"code": code.strip(), "name": name.strip()}


def _name(row: tables.Row) -> str:
    return str(row.values["name"]).strip()


def _text(value: object) -> str | None:
    return str(value).strip() or None if value is not None else None
