"""Which of the two languages a caller wants. Vietnamese unless English is preferred (RFC 9110, 12.5.4)."""

from __future__ import annotations

from starlette.requests import HTTPConnection


def of(connection: HTTPConnection) -> str:
    """`vi` or `en`."""
    best, best_quality = "vi", 0.0
    for part in connection.headers.get("accept-language", "").split(","):
        tag, _, parameters = part.strip().partition(";")
        primary = tag.strip().split("-")[0].lower()
        quality = _quality(parameters)
        if primary in ("vi", "en") and quality > best_quality:
            best, best_quality = primary, quality
    return best


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0
