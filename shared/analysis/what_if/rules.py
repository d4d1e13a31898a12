"""What may be supposed, and the inputs it makes. Pure.

A supposed claim or decision is judged by the rule that judges a real one: what could not be written is not supposed.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from shared.analysis.what_if.values import Change, Override
from shared.assessments import rules as claiming
from shared.assessments.values import Said
from shared.evidence import rules as deciding
from shared.evidence import values as evidence
from shared.frameworks import rule_kinds
from shared.frameworks.values import Component
from shared.kit.errors import Finding
from shared.scoring import overlays, rules
from shared.scoring.values import Inputs, Score

Revisions = Mapping[uuid.UUID, uuid.UUID]


def changes(inputs: Inputs, before: Sequence[Score], supposed: Inputs) -> list[Change]:
    """Every figure of both columns before and after. One that nothing supposed touches is the same object twice.

    `before`: the figures of `inputs`.
    """
    return [Change(*pair) for pair in zip(before, rules.again(inputs, before, supposed), strict=True)]


def suppose(inputs: Inputs, overrides: Sequence[Override], revisions: Revisions) -> tuple[Inputs, list[Finding]]:
    """The inputs with everything supposed, and what is wrong with it, by place in the list.

    `revisions`: the newest revision of each piece of evidence that the caller may read.
    """
    exempt = {exemption.component for exemption in inputs.exemptions}
    findings: list[Finding] = []
    sheet = overlays.Sheet(inputs)
    for place, override in enumerate(overrides):
        wrong = [*_form(override), *_known(override, sheet.components, exempt)]
        if not wrong:
            wrong = _lay(sheet, override, revisions)
        findings += [replace(finding, field=f"overrides.{place}.{finding.field}") for finding in wrong]
    return sheet.inputs(), findings or [*_contradictions(overrides, sheet, revisions)]


def _form(override: Override) -> Iterator[Finding]:
    if override.evidence is None and override.component is None:
        yield Finding(
            "component",
            "Say which component, or which evidence.",
            "Hãy nêu chỉ số thành phần hoặc tài liệu.",
            "missing",
        )
    if override.evidence is None and override.verdict is not None:
        yield Finding("evidence", "A verdict is on evidence: say which.", "Hãy nêu tài liệu được kết luận.", "missing")
    if override.evidence is not None and override.verdict is None:
        yield Finding("verdict", "Say what is decided on it.", "Hãy nêu kết luận về tài liệu này.", "missing")
    if override.evidence is not None and override.column == "self":
        yield Finding(
            "column", "A decision never changes self.", "Kết luận không làm thay đổi điểm tự chấm.", "contradiction"
        )
    if override.evidence is None and override.part is not None:
        en, vi = (
            "A part is decided on by evidence; say parts in values.",
            "Phần chỉ đi với tài liệu; hãy nêu trong values.",
        )
        yield Finding("part", en, vi, "contradiction")
    nothing = override.points is None and not override.values
    if override.evidence is None and override.verdict is None and nothing:
        yield Finding("points", "Say the points, or the values.", "Hãy nêu số điểm hoặc số liệu.", "missing")


def _known(override: Override, components: Mapping[str, Component], exempt: Container[str]) -> Iterator[Finding]:
    code = override.component
    if code is not None and code not in components and override.evidence is None:
        yield _unknown(code)
    if code in exempt:
        en, vi = f"{code} does not apply here.", f"{code} không áp dụng ở đây."
        yield Finding("component", en, vi, "not_applicable")


def _lay(sheet: overlays.Sheet, override: Override, revisions: Revisions) -> list[Finding]:
    """Lay it over what was supposed before; or what is wrong with it."""
    if override.evidence is not None:
        return _decide(sheet, override, revisions)
    component, points = sheet.components[override.component or ""], override.points
    if override.values:
        points, wrong = claiming.claimed(Said(override.points, override.values), component)
    else:
        wrong = claiming.claim_findings(points or Decimal(0), component)
    if not wrong:
        suppose_it = sheet.claim if override.column == "self" else sheet.verify
        suppose_it(component.code, points, override.values)
    return wrong


def _decide(sheet: overlays.Sheet, override: Override, revisions: Revisions) -> list[Finding]:
    revision = revisions.get(override.evidence or uuid.UUID(int=0))
    served = [] if revision is None else sheet.served(revision)
    if revision is None or not served:
        where = "No such evidence counts in this run, or you may not read it."
        return [Finding("evidence", where, "Lần tính này không có tài liệu đó, hoặc bạn không được đọc.", "unknown")]
    code = override.component or (served[0] if len(served) == 1 else None)
    if code not in served or override.verdict is None:
        listed = ", ".join(served)
        how = "missing" if code is None else "unknown"
        return [Finding("component", f"It serves {listed}.", f"Tài liệu này phục vụ {listed}.", how)]
    judged = deciding.judge(
        evidence.Verdicts(
            override.verdict, code, None, override.points, override.values, "supposed", None, part=override.part
        ),
        sheet.components[code],
        _claimed(sheet, sheet.components[code]),
    )
    if not judged.findings:
        decided = overlays.Decided(override.verdict, judged.points, judged.values, override.part)
        sheet.decide(revision, code, decided)
    return list(judged.findings)


def _claimed(sheet: overlays.Sheet, component: Component) -> dict[str, Any]:
    """The values of the claim in force, as they were sent; nothing without one."""
    claim = sheet.claimed(component.code)
    return rule_kinds.as_sent(component.rule, {} if claim is None else claim.values)


def _contradictions(overrides: Sequence[Override], sheet: overlays.Sheet, revisions: Revisions) -> Iterator[Finding]:
    """Two suppositions of which one would silently win."""
    keys = [_key(override, sheet, revisions) for override in overrides]
    counted = Counter((*key, override.part) for key, override in zip(keys, overrides, strict=True))
    whole = {component for evidence_id, component, column in keys if evidence_id is None and column == "verified"}
    for place, (evidence_id, component, column) in enumerate(keys):
        twice = counted[evidence_id, component, column, overrides[place].part] > 1
        if twice or (evidence_id is not None and component in whole):
            en, vi = f"{component} is supposed twice.", f"{component} được giả định hai lần."
            yield Finding(f"overrides.{place}.component", en, vi, "twice")


def _key(override: Override, sheet: overlays.Sheet, revisions: Revisions) -> tuple[uuid.UUID | None, str | None, str]:
    component = override.component
    if override.evidence is not None and component is None:
        component = sheet.served(revisions[override.evidence])[0]
    return override.evidence, component, override.column


def _unknown(code: str) -> Finding:
    return Finding("component", f"There is no component {code}.", f"Không có chỉ số thành phần {code}.", "unknown")


def evidence_of(overrides: Iterable[Override]) -> list[uuid.UUID]:
    """The evidence that verdicts are supposed on, each once."""
    return sorted({override.evidence for override in overrides if override.evidence is not None})
