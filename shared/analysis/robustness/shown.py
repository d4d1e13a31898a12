"""Draws as their answer says them: the method in words, with what it assumes, and ranks with exact counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shared.analysis.robustness import draws
from shared.analysis.robustness.values import Absent, Asked, Spread, Undecided
from shared.kit import decimals
from shared.kit.errors import Phrase
from shared.scoring import rules

_COMMON = (
    Phrase(
        "Điểm là điểm đã lưu (6 chữ số thập phân), tính bằng số nguyên; chỉ phần rút thăm là ngẫu nhiên.",
        "Points are those stored (six places), in whole numbers; random is only what is drawn.",
    ),
    Phrase(
        "Hạng cạnh tranh 1, 2, 2, 4; phân vị là hạng nhỏ nhất mà từng ấy lần rút không vượt quá.",
        "Competition ranks 1, 2, 2, 4; a percentile is the smallest rank that so many draws do not exceed.",
    ),
    Phrase(
        "Các lần rút độc lập với nhau; bên gọi chọn tham số, không văn bản nào quy định chúng.",
        "Draws are independent; the caller chose the parameters, no document prescribes them.",
    ),
)
_WEIGHTS = (
    Phrase(
        "Phần đóng góp của mỗi chỉ số vào tổng được nhân với một hệ số, phân bố đều từ 1 - spread đến 1 + spread,"
        " bước một phần triệu, chung cho mọi cơ quan trong một lần rút.",
        "What each index brings to the total is multiplied by a factor, uniform from 1 - spread to 1 + spread in"
        " millionths, the same for everybody within a draw.",
    ),
    Phrase(
        "Tổng không chuẩn hóa lại: một mẫu số chung không làm thay đổi hạng.",
        "Totals are not normalised again: a common divisor changes no rank.",
    ),
)
_UNDECIDED = (
    Phrase(
        "Mỗi chỉ số thành phần còn tài liệu chờ kết luận được chấp nhận ở mức tối đa với xác suất acceptance, nếu không"
        " thì giữ nguyên; các chỉ số thành phần độc lập với nhau.",
        "Each component with evidence that waits is accepted for its maximum with the probability acceptance, else it"
        " stays as it is; components are independent.",
    ),
    Phrase("Tài liệu chưa nộp không được tính trước.", "Evidence that is still to be posted is not foreseen."),
)


def answer(asked: Asked, found: Sequence[Spread], absent: Sequence[Absent]) -> dict[str, Any]:
    """The whole answer, by rank as things stand."""
    assumed = (*(_UNDECIDED if isinstance(asked.method, Undecided) else _WEIGHTS), *_COMMON)
    return {
        "framework": asked.framework,
        "year": asked.year,
        "column": asked.column,
        "engine_version": rules.ENGINE_VERSION,
        "method": _method(asked),
        "assumptions": [{"vi": one.vi, "en": one.en} for one in assumed],
        "draws": asked.draws,
        "seed": asked.seed,
        "generator": draws.GENERATOR,
        "rank_of": len(found),
        "items": [
            _item(one, asked.draws) for one in sorted(found, key=lambda one: (one.rank, one.entrant.organisation))
        ],
        "left_out": list(_left_out(absent)),
    }


def _method(asked: Asked) -> dict[str, Any]:
    if isinstance(asked.method, Undecided):
        return {"kind": "undecided", "acceptance": asked.method.acceptance}
    return {"kind": "weights", "level": asked.method.level, "spread": asked.method.spread}


def _item(one: Spread, of: int) -> dict[str, Any]:
    entrant = one.entrant
    return {
        "organisation": entrant.organisation,
        "assessment": entrant.assessment_id,
        "rests_on": entrant.rests_on,
        "rank": one.rank,
        "p5": one.p5,
        "median": one.median,
        "p95": one.p95,
        "ranks": [
            {"rank": place, "count": count, "share": _share(count, of)}
            for place, count in enumerate(one.counts, start=1)
            if count
        ],
    }


def _left_out(absent: Sequence[Absent]) -> Iterable[dict[str, Any]]:
    for one in sorted(absent, key=lambda one: one.organisation):
        yield {"organisation": one.organisation, "assessment": one.assessment_id, "reason": one.reason}


def _share(count: int, of: int) -> Decimal:
    return decimals.rounded(Fraction(count, of))
