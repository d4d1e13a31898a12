"""Every kind of refusal this product can answer with: what the anchors `/docs#problem-<code>` lead to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from services.gateway import problem_words
from shared.kit import errors
from shared.kit.web import phrases, problems

# What is refused before any domain is asked: by the framework, by the protocol, by the edge.
_OF_THE_FRAMEWORK = (400, 405, 408, 414, 431, 501, 505)
# What only the edge answers (deploy/edge.conf.template).
_OF_THE_EDGE: tuple[tuple[int, str, str, str], ...] = (
    (
        502,
        "service-unreachable",
        "Dịch vụ này hiện không trả lời; hãy thử lại sau vài giây.",
        "This service does not answer right now; try again in a few seconds.",
    ),
    (
        504,
        "service-too-slow",
        "Dịch vụ trả lời không kịp; nội dung gửi lên có thể đã được lưu.",
        "The service did not answer in time; what was sent may have been stored.",
    ),
)
OF_THE_EDGE = frozenset(code for _, code, _, _ in _OF_THE_EDGE)
_OURS = ("shared.", "services.")


def listed() -> list[dict[str, Any]]:
    """`code`, `status`, `vi`, `en` of each with whose `fault` it is, whether to send it `again`, `cause` and `remedy`.

    By status and code. Braces in what is said stand for facts of the single case.
    Complete for the errors of the modules that are loaded: call it after the four applications are.
    """
    found = {row["code"]: row for row in (_of_framework(status) for status in _OF_THE_FRAMEWORK)}
    found["internal"] = {**_of_framework(500), "code": "internal"}
    found |= {code: {"code": code, "status": status, "vi": vi, "en": en} for status, code, vi, en in _OF_THE_EDGE}
    found |= {row["code"]: row for row in map(_of_domain, _kinds(errors.DomainError))}
    rows = ({**row, **problem_words.of(row["code"], row["status"])} for row in found.values())
    return sorted(rows, key=lambda row: (row["status"], row["code"]))


def _kinds(base: type[errors.DomainError]) -> Iterator[type[errors.DomainError]]:
    for kind in base.__subclasses__():
        if kind.__module__.startswith(_OURS):
            yield kind
        yield from _kinds(kind)


def _of_domain(kind: type[errors.DomainError]) -> dict[str, Any]:
    return {"code": kind().code, "status": problems.status_of(kind), "vi": kind.vi, "en": errors.sentence(kind)}


def _of_framework(status: int) -> dict[str, Any]:
    sentences = {language: phrases.sentence(status, language) for language in ("vi", "en")}
    return {"code": phrases.code(status), "status": status, **sentences}
