"""The worked example of the scoring rules, step by step over HTTP (2022, component 1.7, provisional maximum 10)."""

from __future__ import annotations

from tests.stories.province import AGENCY, Province, component

CODE = "1.7"


def play(province: Province) -> None:
    """Play all nine steps; after each one self, verified and undecided are as written."""
    before = province.visible()
    _shows(province, own=0, verified=0, undecided=0)
    first = province.post(CODE)
    _shows(province, own=10, verified=0, undecided=1)
    second = province.post(CODE, content=b"%PDF-1.7\n% hai\n")
    _shows(province, own=10, verified=0, undecided=2)
    province.decide(first, "accept")
    _shows(province, own=10, verified=10, undecided=1)
    province.decide(second, "accept")
    _shows(province, own=10, verified=10, undecided=0)
    province.decide(first, "reject", reason_code="not_recognised")
    _shows(province, own=10, verified=10, undecided=0)
    province.decide(second, "reject", reason_code="not_recognised")
    _shows(province, own=10, verified=0, undecided=0)
    third = province.post(CODE, content=b"%PDF-1.7\n% ba\n")
    decision = province.decide(third, "partial", points=4, reason_code="insufficient")
    _shows(province, own=10, verified=4, undecided=0)
    province.claim(CODE, 0)
    _shows(province, own=0, verified=4, undecided=0)
    _explained(province, decision=decision["id"], evidence=third)
    after = province.visible()
    assert after["verified"]["total"] - before["verified"]["total"] == 4 / 1000
    assert after["run_id"] != before["run_id"]


def _shows(province: Province, *, own: int, verified: int, undecided: int) -> None:
    shown = province.visible()
    figures = (component(shown, "self", CODE)["points"], component(shown, "verified", CODE)["points"])
    assert (*figures, component(shown, "verified", CODE)["undecided"]) == (own, verified, undecided)
    assert component(shown, "verified", CODE)["max_points"] == 10
    assert component(shown, "verified", CODE)["certainty"] == "provisional"
    index = shown["verified"]["main_indices"][0]
    assert (index["points"], index["value"]) == (verified, verified / 100)
    assert shown["verified"]["points"] == verified
    assert shown["undecided"] == undecided


def _explained(province: Province, *, decision: str, evidence: str) -> None:
    """The last figure leads to its run, rule, evidence with hash, decision and clause."""
    score = component(province.visible(), "verified", CODE)
    why = province.explain(score["score_id"])
    assert why["points"] == 4
    assert why["run"]["is_current"]
    assert why["rule"] == why["rule"] | {"kind": "granted", "certainty": "provisional"}
    assert why["basis"]["decision"] == decision
    used = next(piece for piece in why["inputs"]["evidence"] if piece["evidence_id"] == evidence)
    assert used["decision"]["id"] == decision
    assert len(used["sha256"]) == 64
    assert used["organisation"] == AGENCY
    assert why["clause"]["document"] == "ke-hoach-187-kh-ubnd-2022"
    assert "chuyên mục riêng" in why["clause"]["quote"]
    _hidden_from_another_agency(province, score["score_id"])


def _hidden_from_another_agency(province: Province, score_id: str) -> None:
    """Another agency sees that the document counted, whose it is and its hash, but not what it says."""
    other = province.http.get(f"/v1/scores/{score_id}/explain", headers=province.headers("reporter", "so-tai-chinh"))
    for piece in other.json()["inputs"]["evidence"]:
        assert (piece["readable"], piece["title"], piece["organisation"]) == (False, None, AGENCY)
        assert piece["decision"]["decided_by"] is None
        assert len(piece["sha256"]) == 64
