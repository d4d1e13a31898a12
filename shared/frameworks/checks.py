"""Whether a version may be published: its maxima sum to its weights and its weights to its total, nothing is unknown.

Errors keep it from being published; warnings say what a careful reader would look at again. Pure and exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from shared.frameworks import constraints, drafts
from shared.kit import decimals
from shared.kit.errors import Finding


def findings(
    content: drafts.Content, known: tuple[constraints.Constraint, ...] = (), before: drafts.Content | None = None
) -> list[Finding]:
    """Everything to be said of a version: errors first. `known`: what its maxima must bear out; `before`: the latest
    published version of the framework."""
    found = [
        *_total(content),
        *_indices(content),
        *_pillars(content),
        *_components(content),
        *constraints.findings(content, known),
        *_compared(content, before),
    ]
    return sorted(found, key=lambda one: one.severity != "error")


def errors_of(found: list[Finding]) -> list[Finding]:
    """Those that keep a version from being published."""
    return [one for one in found if one.severity == "error"]


def _total(content: drafts.Content) -> Iterator[Finding]:
    if content.total_method == "unknown":
        en, vi = "How the total is made is unknown.", "Chưa biết cách tính tổng điểm."
        yield Finding("total_method", en, vi, "total_unknown")
    if content.total_points is None:
        yield Finding("total_points", "The total is unknown.", "Chưa biết tổng điểm.", "total_unknown")
    elif content.total_points == 0:
        yield Finding("total_points", "The total must be above 0.", "Tổng điểm phải lớn hơn 0.", "total_zero")
    weights = [index.weight for index in content.main_indices]
    known = sum((weight for weight in weights if weight is not None), Decimal(0))
    if not weights:
        en, vi = "There is no main index.", "Chưa có chỉ số chính nào."
        yield Finding("main_indices", en, vi, "empty")
    elif content.total_points is not None and None not in weights and known != content.total_points:
        en = "The weights of the main indices sum to {}, the total is {}"
        vi = "Điểm các chỉ số chính cộng lại là {}, tổng điểm là {}"
        yield _unequal("total_points", "weights_sum", (known, content.total_points), en=en, vi=vi)


def _indices(content: drafts.Content) -> Iterator[Finding]:
    for place, index in enumerate(content.main_indices):
        where = f"main_indices.{place}"
        maxima = [one.max_points for one in index.components]
        known = sum((maximum for maximum in maxima if maximum is not None), Decimal(0))
        if index.weight is None:
            en = f"The weight of main index {index.number} is unknown."
            yield Finding(f"{where}.weight", en, f"Chưa biết điểm của chỉ số chính {index.number}.", "weight_unknown")
        if not maxima:
            en = f"Main index {index.number} has no component."
            vi = f"Chỉ số chính {index.number} chưa có chỉ số thành phần."
            yield Finding(f"{where}.components", en, vi, "empty")
        elif index.weight is not None and None not in maxima and known != index.weight:
            en = f"The maxima of main index {index.number} sum to {{}}, its weight is {{}}"
            vi = f"Điểm tối đa trong chỉ số chính {index.number} cộng lại là {{}}, điểm của chỉ số là {{}}"
            yield _unequal(f"{where}.weight", "maxima_sum", (known, index.weight), en=en, vi=vi)


def _pillars(content: drafts.Content) -> Iterator[Finding]:
    weights = {index.number: index.weight for index in content.main_indices}
    for place, pillar in enumerate(content.pillars):
        where = f"pillars.{place}"
        summed = [weights.get(number) for number in pillar.main_indices]
        known = sum((weight for weight in summed if weight is not None), Decimal(0))
        if pillar.main_indices and pillar.max_points is not None and None not in summed and known != pillar.max_points:
            en = f"The main indices of {pillar.code} sum to {{}}, its maximum is {{}}"
            vi = f"Các chỉ số chính của trụ cột {pillar.code} cộng lại là {{}}, điểm tối đa là {{}}"
            yield _unequal(f"{where}.max_points", "pillar_sum", (known, pillar.max_points), en=en, vi=vi)
    if content.total_method == "weighted_pillars":
        yield from _shares(content)


def _shares(content: drafts.Content) -> Iterator[Finding]:
    """Where the total is made of the pillars, each has members, a maximum and a share, and the shares are the whole."""
    for place, pillar in enumerate(content.pillars):
        if pillar.share is None or pillar.max_points is None or not pillar.main_indices:
            en = f"The total rests on {pillar.code}: its main indices, maximum and share must be known."
            vi = f"Tổng điểm dựa trên trụ cột {pillar.code}: phải biết các chỉ số chính, điểm tối đa và tỷ trọng."
            yield Finding(f"pillars.{place}", en, vi, "pillar_unknown")
    shares = sum((Fraction(pillar.share) for pillar in content.pillars if pillar.share is not None), Fraction(0))
    if shares != 1:
        en, vi = f"The shares of the pillars sum to {shares}, not 1.", f"Tỷ trọng các trụ cột cộng lại là {shares}."
        yield Finding("pillars", en, vi, "shares_sum")


def _components(content: drafts.Content) -> Iterator[Finding]:
    for place, index in enumerate(content.main_indices):
        for position, one in enumerate(index.components):
            yield from _component(index, one, f"main_indices.{place}.components.{position}")


def _component(index: drafts.MainIndex, one: drafts.Component, where: str) -> Iterator[Finding]:
    kind = one.rule["kind"]
    if one.max_points is None:
        en, vi = f"The maximum of {one.code} is unknown.", f"Chưa biết điểm tối đa của {one.code}."
        yield Finding(f"{where}.max_points", en, vi, "maximum_unknown")
    elif kind == "not_scored" and one.max_points != 0:
        en, vi = f"{one.code} is not scored, but has a maximum.", f"{one.code} không chấm điểm nhưng có điểm tối đa."
        yield Finding(f"{where}.max_points", en, vi, "not_scored")
    elif kind != "not_scored" and one.max_points == 0 and index.weight != 0:
        en, vi = f"{one.code} can earn nothing: its maximum is 0.", f"{one.code} có điểm tối đa bằng 0."
        yield _warning(f"{where}.max_points", en, vi, "maximum_zero")
    if one.max_points_certainty != "certain" and one.max_points is not None:
        en = f"The maximum of {one.code} is {one.max_points_certainty}: no document says it."
        vi = f"Điểm tối đa của {one.code} chưa chắc chắn ({one.max_points_certainty}): chưa có văn bản nêu."
        yield _warning(f"{where}.max_points", en, vi, "maximum_provisional")
    if kind == "granted" and one.rule_certainty != "certain":
        en = f"The rule of {one.code} is not stated: the reviewer grants the points until `rule` says it."
        vi = f"Chưa nêu cách tính của {one.code}: người thẩm định cho điểm cho đến khi nêu ở `rule`."
        yield _warning(f"{where}.rule", en, vi, "rule_missing")
    if not one.code.startswith((f"{index.number}.", f"{index.number}-")):
        en = f"{one.code} stands under main index {index.number}."
        yield _warning(f"{where}.code", en, f"{one.code} đứng ở chỉ số chính {index.number}.", "code_elsewhere")


def _compared(content: drafts.Content, before: drafts.Content | None) -> Iterator[Finding]:
    if before is None:
        return
    if drafts.content_sha256(content) == drafts.content_sha256(before):
        en, vi = "It scores exactly as the version before.", "Cách chấm không khác phiên bản trước."
        yield _warning("main_indices", en, vi, "scores_alike")
    gone = sorted({one.code for _, one in before.components} - {one.code for _, one in content.components}, key=_order)
    if gone:
        listed = ", ".join(gone)
        en, vi = f"No longer there: {listed}.", f"Không còn các chỉ số thành phần: {listed}."
        yield _warning("main_indices", en, vi, "components_gone")


def _order(code: str) -> list[tuple[int, str]]:
    return [(int(part) if part.isdigit() else 0, part) for part in code.split(".")]


def _warning(where: str, en: str, vi: str, code: str) -> Finding:
    return Finding(where, en, vi, code, severity="warning")


def _unequal(where: str, code: str, sums: tuple[Decimal, Decimal], *, en: str, vi: str) -> Finding:
    """`en` and `vi` say what is summed and what it should be, `{}` for each of the two."""
    summed, wanted = sums
    shown, apart = [decimals.plain(one) for one in sums], decimals.plain(abs(summed - wanted))
    too_much = summed > wanted
    return Finding(
        where,
        f"{en.format(*shown)}: {apart} {'too much' if too_much else 'missing'}.",
        f"{vi.format(*shown)}: {'thừa' if too_much else 'thiếu'} {apart}.",
        code,
    )
