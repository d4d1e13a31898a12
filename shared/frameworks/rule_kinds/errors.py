"""A rule, or an answer to one, that cannot be computed. Whoever reads it for a person says so in their own refusal."""

from __future__ import annotations

from shared.kit.errors import Finding


class RuleUnreadable(ValueError):
    """The rule is not one of the known kinds, or says what cannot be computed; `findings` name the fields."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(f"{finding.field}: {finding.en}" for finding in findings))
        self.findings = findings


class ValuesUnfit(ValueError):
    """The values are not what the rule asks for; `findings` name the fields."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(f"{finding.field}: {finding.en}" for finding in findings))
        self.findings = findings
