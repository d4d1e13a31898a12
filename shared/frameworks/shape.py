"""What a draft must be to be stored at all: rules are rules, nothing stands twice, nothing points nowhere. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from shared.frameworks import drafts, rule_kinds
from shared.frameworks.rule_kinds.errors import RuleUnreadable
from shared.kit import decimals
from shared.kit.errors import Finding

# As codes stand in addresses, nodes of scores and files.
CODE = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z.-]{0,38}[0-9A-Za-z])?", re.ASCII)
# Of a version and of each of its main indices, however it was sent.
MOST_INDICES, MOST_COMPONENTS = 60, 400
# Of the points of every part: the columns hold ten digits before the point, and so the sum of MOST_INDICES parts, too.
POINTS_DIGITS = 8


def read(content: drafts.Content) -> tuple[drafts.Content, list[Finding]]:
    """The content as it is stored, rules as `rule_kinds` writes them, and all that keeps it from being stored."""
    wrong = [*_many(content), *_twice(content), *_nowhere(content), *_codes(content), *_points(content)]
    indices = []
    for place, index in enumerate(content.main_indices):
        components = []
        for position, one in enumerate(index.components):
            where = f"main_indices.{place}.components.{position}"
            try:
                rule = rule_kinds.parse(one.rule, field=f"{where}.rule")
            except RuleUnreadable as unreadable:
                wrong += unreadable.findings
                continue
            components.append(replace(one, rule=rule_kinds.dump(rule), ground=_own(one.ground, content)))
        indices.append(replace(index, components=tuple(components), ground=_own(index.ground, content)))
    pillars = tuple(replace(pillar, ground=_own(pillar.ground, content)) for pillar in content.pillars)
    return replace(content, main_indices=tuple(indices), pillars=pillars), wrong


def _own(ground: drafts.Ground, content: drafts.Content) -> drafts.Ground:
    """A ground without the clause of the whole version, which goes without saying."""
    return replace(ground, clause=None) if ground.clause == content.source.clause else ground


def _many(content: drafts.Content) -> Iterator[Finding]:
    if len(content.main_indices) > MOST_INDICES:
        en, vi = f"At most {MOST_INDICES} main indices.", f"Nhiều nhất {MOST_INDICES} chỉ số chính."
        yield Finding("main_indices", en, vi, "too_many")
    for place, index in enumerate(content.main_indices):
        if len(index.components) > MOST_COMPONENTS:
            en = f"A main index has at most {MOST_COMPONENTS} components."
            vi = f"Một chỉ số chính có nhiều nhất {MOST_COMPONENTS} chỉ số thành phần."
            yield Finding(f"main_indices.{place}.components", en, vi, "too_many")


def _twice(content: drafts.Content) -> Iterator[Finding]:
    numbers = [(f"main_indices.{place}.number", one.number) for place, one in enumerate(content.main_indices)]
    yield from _repeated(numbers)
    yield from _repeated([(f"pillars.{place}.code", one.code) for place, one in enumerate(content.pillars)])
    yield from _repeated([(f"{where}.code", one.code) for where, one in _components(content)])


def _repeated(stated: Sequence[tuple[str, object]]) -> Iterator[Finding]:
    first: dict[object, str] = {}
    for where, value in stated:
        if value in first:
            en, vi = f"{value} is stated already, in {first[value]}.", f"{value} đã được nêu ở {first[value]}."
            yield Finding(where, en, vi, "twice")
        first.setdefault(value, where)


def _nowhere(content: drafts.Content) -> Iterator[Finding]:
    """A pillar sums main indices that are there, each once; no share is more than the whole."""
    known = {index.number for index in content.main_indices}
    for place, pillar in enumerate(content.pillars):
        for position, number in enumerate(pillar.main_indices):
            where = f"pillars.{place}.main_indices.{position}"
            if number not in known:
                yield Finding(where, f"There is no main index {number}.", f"Không có chỉ số chính {number}.", "unknown")
            elif number in pillar.main_indices[:position]:
                yield Finding(where, f"{number} is named twice.", f"Nêu {number} hai lần.", "twice")
        if pillar.share is not None and not 0 <= Fraction(pillar.share) <= 1:
            yield Finding(f"pillars.{place}.share", "Between 0 and 1.", "Từ 0 đến 1.", "share")


def _codes(content: drafts.Content) -> Iterator[Finding]:
    for where, one in _components(content):
        if CODE.fullmatch(one.code) is None:
            en = "A code has at most 40 letters, digits, dots and hyphens, and begins and ends with a letter or digit."
            vi = "Mã có nhiều nhất 40 chữ, số, dấu chấm, gạch nối; bắt đầu và kết thúc bằng chữ hoặc số."
            yield Finding(f"{where}.code", en, vi, "code")


def points_finding(where: str, points: Decimal) -> Finding | None:
    """What is wrong with the points of a part, however they were sent: below 0, or with more digits than are kept."""
    if 0 <= points < 10**POINTS_DIGITS and decimals.is_exact(points):
        return None
    whole, places = POINTS_DIGITS, decimals.PLACES
    en = f"Points are 0 or more, with at most {whole} digits before and {places} after the decimal point."
    vi = f"Điểm từ 0 trở lên, nhiều nhất {whole} chữ số trước và {places} chữ số sau dấu thập phân."
    return Finding(where, en, vi, "points")


def _points(content: drafts.Content) -> Iterator[Finding]:
    stated = [("total_points", content.total_points)]
    stated += [(f"main_indices.{place}.weight", one.weight) for place, one in enumerate(content.main_indices)]
    stated += [(f"{where}.max_points", one.max_points) for where, one in _components(content)]
    stated += [(f"pillars.{place}.max_points", one.max_points) for place, one in enumerate(content.pillars)]
    for where, points in stated:
        found = None if points is None else points_finding(where, points)
        if found is not None:
            yield found


def _components(content: drafts.Content) -> Iterable[tuple[str, drafts.Component]]:
    for place, index in enumerate(content.main_indices):
        for position, one in enumerate(index.components):
            yield f"main_indices.{place}.components.{position}", one
