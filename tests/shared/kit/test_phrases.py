"""What is wrong with an input, said in the caller's language and in its words only."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

import pytest
from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from shared.kit import errors
from shared.kit.web import fields, phrases, routes
from tests.shared.kit import small


class Body(BaseModel):
    """A field of each kind."""

    verdict: Literal["accept", "partial", "reject"] = "accept"
    duty: Literal["coordination"] = "coordination"
    day: fields.Day | None = None
    on: Annotated[dt.date | None, Field(strict=False)] = None
    at: AwareDatetime | None = None


NO_SUCH_DAY = ("Không có ngày này; ngày viết dạng YYYY-MM-DD.", "There is no such day; write YYYY-MM-DD.")
NO_DAY = ("Phải là ngày dạng YYYY-MM-DD.", "Must be a date like YYYY-MM-DD.")
NO_INSTANT = ("Phải là thời điểm ISO 8601 có múi giờ.", "Must be an ISO 8601 instant with a time zone.")


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (
            {"verdict": "x"},
            (
                "Phải là một trong: 'accept', 'partial' hoặc 'reject'.",
                "Must be one of: 'accept', 'partial' or 'reject'.",
            ),
        ),
        ({"duty": "x"}, ("Phải là 'coordination'.", "Must be 'coordination'.")),
        *(
            ({name: day}, NO_SUCH_DAY)
            for name in ("day", "on")
            for day in ("2022-02-30", "2021-02-29", "2022-13-01", "2022-00-10")
        ),
        *(({name: day}, NO_DAY) for name in ("day", "on") for day in ("30/02/2022", "20220230", "2022-02-300", "")),
        ({"on": "2022-06-15T12:00:00"}, NO_DAY),
        ({"at": "2022-02-30T00:00:00Z"}, NO_SUCH_DAY),
        ({"at": "2022-02-28T25:00:00Z"}, NO_INSTANT),
        ({"at": "2022-02-28T00:00:00"}, NO_INSTANT),
    ],
)
def test_a_wrong_input_in_both_languages(sent: dict[str, Any], expected: tuple[str, str]) -> None:
    with pytest.raises(ValidationError) as caught:
        Body.model_validate(sent)
    (error,) = caught.value.errors()
    assert (phrases.of(error, "vi"), phrases.of(error, "en")) == expected


@pytest.mark.parametrize(
    ("path", "query", "vi", "en"),
    [
        (
            "/v1/list",
            "pilar=x",
            "Địa chỉ này không nhận tham số pilar. Yêu cầu bị từ chối để một bộ lọc viết sai không trả về toàn bộ danh"
            " sách. Tham số được nhận: level, pillar.",
            "This address takes no parameter pilar; a misspelt filter must not return everything."
            " Accepted: level, pillar.",
        ),
        (
            "/v1/bare",
            "a=1&b=1&c=1&d=1&e=1&f=1&a=2",
            "Địa chỉ này không nhận tham số a, b, c, d, e, …. Yêu cầu bị từ chối để một bộ lọc viết sai không trả về"
            " toàn bộ danh sách. Tham số được nhận: không có.",
            "This address takes no parameter a, b, c, d, e, …; a misspelt filter must not return everything."
            " Accepted: none.",
        ),
    ],
)
async def test_an_unknown_parameter_is_named_with_those_accepted(path: str, query: str, vi: str, en: str) -> None:
    router = routes.router()

    @router.get("/v1/list", operation_id="list")
    async def a_list(pillar: str = "", level: str = "") -> None: ...

    @router.get("/v1/bare", operation_id="bare")
    async def bare() -> None: ...

    async with small.calling(small.application(router, ["list", "bare"])) as http:
        for language, detail in (("vi", vi), ("en", en)):
            answer = await http.get(f"{path}?{query}", headers={"Accept-Language": language})
            assert (answer.status_code, answer.json()["detail"]) == (422, detail)


def test_a_phrase_follows_the_language_of_its_sentence() -> None:
    class Refused(errors.Forbidden):
        """Not as {roles}, {one}."""

        vi = "Không phải {roles}, {one}."

    either = errors.Phrase("thẩm định (reviewer)", "reviewer")
    refused = Refused(roles=[either, "x"], one=either)
    assert refused.message("vi") == "Không phải thẩm định (reviewer), x, thẩm định (reviewer)."
    assert refused.message("en") == "Not as reviewer, x, reviewer."
