"""Every kind of refusal this product can answer with: what the anchors `/docs#problem-<code>` lead to."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from shared.kit import errors
from shared.kit.web import phrases, problems

# What the framework refuses before any domain is asked.
_OF_THE_FRAMEWORK = (400, 405)
# What only the edge answers (deploy/edge.conf.template).
_OF_THE_EDGE: tuple[tuple[int, str, str, str], ...] = (
    (
        408,
        "request-timeout",
        "Yêu cầu gửi đến không kịp; hãy gửi lại.",
        "The request did not arrive in time; send it again.",
    ),
    (
        414,
        "address-too-long",
        "Địa chỉ dài hơn mức được nhận; hãy rút ngắn tham số.",
        "The address is longer than what is taken; shorten its parameters.",
    ),
    (
        431,
        "header-fields-too-large",
        "Phần đầu yêu cầu có trường lớn hơn mức được nhận.",
        "A header field is larger than what is taken.",
    ),
    (501, "not-implemented", "Không nhận Transfer-Encoding này.", "This Transfer-Encoding is not taken."),
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
    (505, "version-not-supported", "Hãy dùng HTTP/1.1 hoặc HTTP/2.", "Use HTTP/1.1 or HTTP/2."),
)
_OURS = ("shared.", "services.")


def listed() -> list[dict[str, Any]]:
    """`code`, `status`, `vi`, `en` of each, by status and code. Braces stand for facts of the single case.

    Complete for the errors of the modules that are loaded: call it after the four applications are.
    """
    found = {row["code"]: row for row in (_of_framework(status) for status in _OF_THE_FRAMEWORK)}
    found["internal"] = {**_of_framework(500), "code": "internal"}
    found |= {code: {"code": code, "status": status, "vi": vi, "en": en} for status, code, vi, en in _OF_THE_EDGE}
    found |= {row["code"]: row for row in map(_of_domain, _kinds(errors.DomainError))}
    return sorted(found.values(), key=lambda row: (row["status"], row["code"]))


def _kinds(base: type[errors.DomainError]) -> Iterator[type[errors.DomainError]]:
    for kind in base.__subclasses__():
        if kind.__module__.startswith(_OURS):
            yield kind
        yield from _kinds(kind)


def _of_domain(kind: type[errors.DomainError]) -> dict[str, Any]:
    english = inspect.cleandoc(kind.__doc__ or "")
    return {"code": kind().code, "status": problems.status_of(kind), "vi": kind.vi, "en": english}


def _of_framework(status: int) -> dict[str, Any]:
    sentences = {language: phrases.sentence(status, language) for language in ("vi", "en")}
    return {"code": phrases.code(status), "status": status, **sentences}
