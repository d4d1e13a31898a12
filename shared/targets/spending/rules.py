"""Whether a set of spending is whole and adds up. Pure; money in million VND."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from shared.kit import decimals
from shared.kit.errors import Finding
from shared.targets.spending.values import NATURES, Amount, Ask, Statement


def findings(said: Statement, asks: Sequence[Ask], areas: Collection[str], this_year: int) -> Iterator[Finding]:
    """What keeps a set from being recorded; every finding names its cell."""
    if said.year > this_year:
        yield Finding("year", "Must not be after this year.", "Không được sau năm nay.", "in_future")
    seen: set[tuple[str, str]] = set()
    for number, amount in enumerate(said.amounts):
        here = f"areas.{number}"
        if amount.area not in areas:
            yield Finding(f"{here}.area", "There is no such area.", "Không có lĩnh vực này.", "unknown")
            continue
        if (amount.area, amount.scope) in seen:
            yield Finding(f"{here}.area", "Is stated twice.", "Được nêu hai lần.", "twice")
        seen.add((amount.area, amount.scope))
        yield from _sums(amount, here)
        yield from _asked(amount, asks, here)
    for ask in asks:
        if ask.mine and (ask.area, ask.scope) not in seen:
            yield Finding(
                "areas",
                f"{ask.area} ({ask.scope}) is asked of you and missing; nothing spent is 0.",
                f"Thiếu {ask.area} ({ask.scope}) mà cơ quan phải tổng hợp; không chi thì ghi 0.",
                "missing",
            )
    yield from _totals(said)


def settled() -> Finding:
    """What an estimate after a final set lacks."""
    return Finding(
        "reason",
        "A final set stands; say why an estimate follows it.",
        "Đã có bộ số liệu chính thức; hãy nêu lý do ghi số ước sau đó.",
        "estimate_after_final",
    )


def _sums(amount: Amount, here: str) -> Iterator[Finding]:
    if amount.total is None and not amount.stated:
        yield Finding(f"{here}.total", "Give the natures or a total.", "Cần từng nguồn chi hoặc tổng số.", "missing")
    elif amount.total is not None and amount.stated and amount.total != amount.sum:
        yield _not_the_sum(f"{here}.total", decimals.plain(amount.sum))


def _asked(amount: Amount, asks: Sequence[Ask], here: str) -> Iterator[Finding]:
    """An agency states for the province what a clause asks of it, and keeps the natures apart where that is asked."""
    mine = [ask for ask in asks if ask.mine and (ask.area, ask.scope) == (amount.area, amount.scope)]
    asked = {nature for ask in mine for nature in ask.natures}
    if amount.scope == "province" and (not amount.stated or not set(amount.stated) <= asked):
        yield Finding(
            f"{here}.scope",
            "No clause asks you for this of the whole province.",
            "Không điều khoản nào giao cơ quan xác định số này của toàn tỉnh.",
            "not_asked",
        )
    for nature in NATURES:
        if nature in asked and getattr(amount, nature) is None:
            yield Finding(f"{here}.{nature}", "The clause asks for it.", "Điều khoản yêu cầu số này.", "missing")


def _totals(said: Statement) -> Iterator[Finding]:
    if said.total is not None and said.total != said.own:
        yield _not_the_sum("total", decimals.plain(said.own))
    if said.budget is not None and said.budget < said.own:
        yield Finding(
            "budget_million_vnd",
            f"Is less than what is spent of it ({decimals.plain(said.own)}).",
            f"Nhỏ hơn số đã chi trong đó ({decimals.plain(said.own)}).",
            "less_than_part",
        )


def _not_the_sum(field: str, found: str) -> Finding:
    return Finding(field, f"The parts add up to {found}.", f"Các phần cộng lại là {found}.", "not_the_sum")
