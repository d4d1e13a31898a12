"""Rules (cách tính điểm): a closed set of typed kinds; from an organisation's answer to points, exactly.

    yes_no       met or not                                    {"met": true}
    steps        one of named steps, each a share              {"step": "deputy"}
    ratio        numerator ÷ denominator × maximum             {"numerator": 3, "denominator": 4}
    tiers        the first tier that a number reaches          {"value": 3}
    parts        shares of the maximum, each with its rule     {"parts": {"attends": {"met": true}}}
    normalised   own ratio ÷ the best ratio of the peers       {"numerator": 3, "denominator": 4}
    granted      what a person says                            {"points": 4}
    not_scored   nothing

A rule is data of a framework version (`components.rule`). `parse` reads and judges it, `points` and `findings` read
answers to it; nothing here rounds but what a rule itself says.
"""

from shared.frameworks.rule_kinds.answers import as_sent, findings
from shared.frameworks.rule_kinds.arithmetic import Points, points
from shared.frameworks.rule_kinds.kinds import (
    Granted,
    Input,
    Measure,
    Normalised,
    NotScored,
    Part,
    Parts,
    Ratio,
    RequiredEvidence,
    Rounding,
    Rule,
    SimpleRule,
    Step,
    Steps,
    Tier,
    Tiers,
    YesNo,
)
from shared.frameworks.rule_kinds.numbers import stored, written
from shared.frameworks.rule_kinds.reading import KINDS, dump, parse

__all__ = [
    "KINDS",
    "Granted",
    "Input",
    "Measure",
    "Normalised",
    "NotScored",
    "Part",
    "Parts",
    "Points",
    "Ratio",
    "RequiredEvidence",
    "Rounding",
    "Rule",
    "SimpleRule",
    "Step",
    "Steps",
    "Tier",
    "Tiers",
    "YesNo",
    "as_sent",
    "dump",
    "findings",
    "parse",
    "points",
    "stored",
    "written",
]
