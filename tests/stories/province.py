"""A caller of a running system over HTTP, with the words of the story: post, decide, claim, look."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.topologies import Topology

ASSESSMENT_2022 = "13475002-a410-5ea7-8a55-eef7a18a166e"
AGENCY = "dai-phat-thanh-truyen-hinh-tinh"
DEPARTMENT = "so-thong-tin-va-truyen-thong"
_PDF = b"%PDF-1.7\n% mot tai lieu kiem chung\n"


@dataclass
class Province:
    """One client and the last version of the 2022 assessment that a write answered with."""

    system: Topology
    http: httpx.Client
    version: int = 1  # the opening of the assessment
    _tokens: dict[str, str] = field(default_factory=dict)

    def headers(self, role: str, organisation: str) -> dict[str, str]:
        """The Authorization header of a person of an organisation."""
        key = f"{role}@{organisation}"
        if key not in self._tokens:
            self._tokens[key] = self.system.token(role, organisation)
        return {"Authorization": f"Bearer {self._tokens[key]}"}

    def post(self, *components: str, content: bytes = _PDF) -> str:
        """The agency posts a document; its id."""
        metadata = {"assessment": ASSESSMENT_2022, "components": list(components), "title": "Tài liệu kiểm chứng"}
        answer = self.http.post(
            "/v1/evidence",
            headers=self.headers("reporter", AGENCY),
            files={"file": ("tai-lieu.pdf", content)},
            data={"metadata": json.dumps(metadata)},
        )
        return str(self._noted(answer, 201)["id"])

    def decide(self, evidence: str, verdict: str, **said: Any) -> dict[str, Any]:
        """The coordinating department decides."""
        answer = self.http.post(
            f"/v1/evidence/{evidence}/decisions",
            headers=self.headers("reviewer", DEPARTMENT),
            json={"verdict": verdict, **said},
        )
        return self._noted(answer, 201)

    def claim(self, component: str, points: float) -> dict[str, Any]:
        """The department claims points for the province."""
        answer = self.http.put(
            f"/v1/assessments/{ASSESSMENT_2022}/claims/{component}",
            headers=self.headers("reporter", DEPARTMENT),
            json={"points": points},
        )
        return self._noted(answer, 200)

    def send_figure(self, day: str) -> str:
        """The agency sends a file with one figure of a day, for the worker; where it says how far the import is."""
        answer = self.http.post(
            "/v1/measurements/import",
            headers=self.headers("reporter", AGENCY) | {"Content-Type": "text/csv", "Prefer": "respond-async"},
            content=f"target,measured_on,numerator,denominator\nCQS.01,{day},1,2\n",
        )
        assert answer.status_code == 202, answer.text
        return answer.headers["location"]

    def import_at(self, address: str) -> dict[str, Any]:
        """The import as it is now."""
        answer = self.http.get(address, headers=self.headers("reporter", AGENCY))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def scores(self, *, wait: float = 10) -> dict[str, Any]:
        """The scores once they show the last write."""
        answer = self.http.get(
            f"/v1/assessments/{ASSESSMENT_2022}/scores",
            headers=self.headers("committee", "tinh-tuyen-quang"),
            params={"min_version": self.version, "wait": wait},
        )
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    def visible(self) -> dict[str, Any]:
        """The scores, which must show the last write by now."""
        shown = self.scores()
        assert shown["computed_version"] >= self.version, shown
        return shown

    def explain(self, score_id: str) -> dict[str, Any]:
        """Where a figure comes from."""
        answer = self.http.get(f"/v1/scores/{score_id}/explain", headers=self.headers("committee", "tinh-tuyen-quang"))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def _noted(self, answer: httpx.Response, status: int) -> dict[str, Any]:
        assert answer.status_code == status, answer.text
        body: dict[str, Any] = answer.json()
        self.version = body["assessment_version"]
        return body


def component(shown: dict[str, Any], column: str, code: str) -> dict[str, Any]:
    """One component of one column of the scores."""
    return next(row for row in shown[column]["components"] if row["code"] == code)
