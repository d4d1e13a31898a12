"""What a target and its milestones must be, whoever states them: its limit, its direction, its years. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from shared.kit import decimals
from shared.kit.errors import Finding
from shared.targets import fold, values

LAST_YEAR = 2100
WHOLE = Decimal(100)
PER_CENT_OF_A_WHOLE = ("percent", "percent_of_grdp")
_SPOKEN = {"gt": ("above", "trên"), "gte": ("at least", "tối thiểu")}


@dataclass(frozen=True)
class Described:
    """What milestones are judged by. `natural_limit` and `baseline` in the target's unit; `since`: from which day its
    document holds."""

    measure: values.Measure
    direction: values.Direction | None
    natural_limit: Decimal | None
    baseline: Decimal | None
    since: dt.date


def shape(measure: values.Measure, given: Mapping[str, object]) -> Iterator[Finding]:
    """A numeric target says how it is counted; another one does not. `given`: unit, direction, aggregation, baseline,
    numerator, denominator, natural_limit, reference as sent."""
    for name in ("unit", "direction"):
        if measure == "numeric" and given[name] is None:
            yield Finding(name, "A numeric target needs it.", "Chỉ tiêu định lượng phải có.", "missing")
    counted = ("unit", "direction", "aggregation", "numerator", "denominator", "natural_limit", "baseline")
    for name in counted:
        if measure != "numeric" and given[name] is not None:
            yield Finding(name, "Only a numeric target has it.", "Chỉ chỉ tiêu định lượng mới có.", "not_numeric")
    if (measure == "by_reference") != (given["reference"] is not None):
        yield Finding(
            "reference",
            "A target by reference, and no other, names the document it refers to.",
            "Chỉ tiêu dẫn chiếu, và chỉ loại này, nêu văn bản được dẫn chiếu.",
            "missing" if measure == "by_reference" else "not_by_reference",
        )


def lines(target: Described, given: Iterable[fold.Line], *, on: dt.date, field: str) -> Iterator[Finding]:
    """What is wrong with each milestone by itself; `on`: the day from which it shall hold."""
    seen: set[int] = set()
    for index, line in enumerate(given):
        here = f"{field}.{index}"
        if line.year in seen:
            yield Finding(f"{here}.year", "Is stated twice.", "Được nêu hai lần.", "twice")
        seen.add(line.year)
        if not max(on.year, values.FIRST_YEAR) <= line.year <= LAST_YEAR:
            first = max(on.year, values.FIRST_YEAR)
            yield Finding(
                f"{here}.year",
                f"Must be from {first}, the year from which this holds, to {LAST_YEAR}.",
                f"Phải từ {first}, năm bắt đầu có hiệu lực, đến {LAST_YEAR}.",
                "year_outside",
            )
        yield from _said(target, line, here)


def _said(target: Described, line: fold.Line, here: str) -> Iterator[Finding]:
    said = {"operator": line.operator, "value": line.value}
    if line.withdrawn or target.measure != "numeric":
        for name, value in said.items():
            if value is not None:
                yield Finding(
                    f"{here}.{name}",
                    "A withdrawn milestone, or one of a target that is not numeric, has none.",
                    "Mốc bị bãi bỏ, hoặc mốc của chỉ tiêu không định lượng, không có trường này.",
                    "not_numeric",
                )
        return
    for name, value in said.items():
        if value is None:
            yield Finding(f"{here}.{name}", "A numeric target needs it.", "Chỉ tiêu định lượng phải có.", "missing")
    if line.value is not None:
        yield from value_findings(target, line.value, f"{here}.value")
    if line.operator in _SPOKEN and target.direction == "decrease":
        en, vi = _SPOKEN[line.operator]
        yield Finding(
            f"{here}.operator",
            f"“{en}” asks for more, but this target decreases.",
            f"“{vi}” đòi hỏi tăng lên, nhưng chỉ tiêu này giảm dần.",
            "against_direction",
        )


def value_findings(target: Described, value: Decimal, field: str) -> Iterator[Finding]:
    """A figure of the target, be it a milestone or the baseline, is not beyond what is possible."""
    if target.natural_limit is not None and value > target.natural_limit:
        limit = decimals.plain(target.natural_limit)
        yield Finding(
            field, f"Is beyond the natural limit {limit}.", f"Vượt giới hạn tự nhiên {limit}.", "beyond_natural_limit"
        )
    elif target.natural_limit is not None and value < 0:
        yield Finding(field, "Must be at least 0.", "Phải từ 0 trở lên.", "greater_than_equal")


@dataclass(frozen=True)
class Backward:
    """A milestone that asks for less than what comes before it; `than` None: than the baseline."""

    year: int
    value: Decimal
    than_year: int | None
    than: Decimal

    def finding(self, field: str) -> Finding:
        """The fault in words."""
        value, than = decimals.plain(self.value), decimals.plain(self.than)
        en = "the baseline" if self.than_year is None else f"the milestone of {self.than_year}"
        vi = "giá trị gốc" if self.than_year is None else f"mốc năm {self.than_year}"
        return Finding(
            field,
            f"{value} in {self.year} goes against the target's direction: {en} is {than} already.",
            f"{value} năm {self.year} ngược chiều của chỉ tiêu: {vi} đã là {than}.",
            "wrong_direction",
        )


def backward(target: Described, milestones: Mapping[int, Decimal]) -> set[Backward]:
    """The milestones (year → value) that go against the target's direction."""
    sign = -1 if target.direction == "decrease" else 1
    before: list[tuple[int | None, Decimal]] = [] if target.baseline is None else [(None, target.baseline)]
    found: set[Backward] = set()
    for year, value in sorted(milestones.items()):
        for than_year, than in before:
            if sign * value < sign * than:
                found.add(Backward(year, value, than_year, than))
                break
        before.append((year, value))
    return found


def backward_on(target: Described, versions: Iterable[fold.Version], on: dt.date) -> set[Backward]:
    """Those among the milestones that govern on a day."""
    governing = fold.governing(versions, on)
    return backward(target, {year: one.value for year, one in governing.items() if one.value is not None})


def amendment_findings(
    target: Described,
    statements: Iterable[fold.Statement],
    amendments: Iterable[fold.Amendment],
    new: fold.Amendment,
) -> Iterator[Finding]:
    """What is wrong with a new amendment beside those that stand: before its target, withdrawing what is not there,
    against the direction without saying that it lowers."""
    base, before = list(statements), list(amendments)
    if new.effective_on < target.since:
        yield Finding(
            "effective_on",
            f"Is before the target exists ({target.since}).",
            f"Trước khi có chỉ tiêu này ({target.since}).",
            "before_target",
        )
        return
    yield from lines(target, new.lines, on=new.effective_on, field="milestones")
    old, folded = fold.fold(base, before), fold.fold(base, [*before, new])
    stands = fold.governing(old, new.effective_on)
    for index, line in enumerate(new.lines):
        if line.withdrawn and line.year not in stands:
            yield Finding(
                f"milestones.{index}.year",
                f"There is no milestone of {line.year} on {new.effective_on}.",
                f"Không có mốc năm {line.year} vào ngày {new.effective_on}.",
                "no_milestone",
            )
    if new.lowers:
        return
    # Also on the days from which later amendments hold: what is recorded late must not set the steps wrong after it.
    days = {new.effective_on, *(one.effective_on for one in before if one.effective_on > new.effective_on)}
    wrong = {fault for day in days for fault in backward_on(target, folded, day) - backward_on(target, old, day)}
    for fault in sorted(wrong, key=lambda one: one.year):
        places = [index for index, line in enumerate(new.lines) if line.year == fault.year]
        yield fault.finding(f"milestones.{places[0]}.value" if places else "milestones")
