"""If-Match: nobody overwrites what somebody else has changed meanwhile."""

from __future__ import annotations

import pytest
from fastapi import Request

from shared.kit import errors
from shared.kit.web import conditional

CURRENT = conditional.etag("abc", 3)


def _request(if_match: str | None) -> Request:
    headers = [] if if_match is None else [(b"if-match", if_match.encode())]
    return Request({"type": "http", "headers": headers})


def test_an_etag_is_strong_and_quoted() -> None:
    assert CURRENT == '"abc-3"'


@pytest.mark.parametrize("sent", [CURRENT, "*", f'"old", {CURRENT}', f" {CURRENT} "])
def test_the_current_version_matches(sent: str) -> None:
    conditional.require_match(_request(sent), CURRENT)


@pytest.mark.parametrize("sent", ['"abc-2"', "abc-3", f"W/{CURRENT}", "", '"', ",", '"abc-33"'])
def test_any_other_version_fails(sent: str) -> None:
    with pytest.raises(errors.PreconditionFailed):
        conditional.require_match(_request(sent), CURRENT)


def test_none_is_asked_for() -> None:
    with pytest.raises(errors.PreconditionRequired):
        conditional.require_match(_request(None), CURRENT)
