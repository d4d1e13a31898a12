"""JSON: an array of objects, the columns' names as keys; alone, or as `rows` of an object.

OpenAPI says the object only: generators of clients cannot tell an array from a form and a file (that of Python writes
`isinstance(body, list[...])`, which Python refuses for every body).
"""

from __future__ import annotations

from typing import Any

from shared.kit import strict_json
from shared.kit.tables.refusals import FileRefused, Refused
from shared.kit.tables.values import MOST_ROWS

ROWS = "rows"
NOT_ROWS = Refused(
    "not_rows",
    "Must be an array of objects, one for each row, with the columns' names as keys; alone, or as `rows` of an object.",
    "Phải là một mảng các đối tượng, mỗi dòng một đối tượng, khóa là tên cột; để riêng, hoặc là `rows` của đối tượng.",
)
# The array, and an object around it. A cell holds neither an object nor an array.
_AROUND = 2
TOO_MANY = Refused(
    "too_many_rows",
    f"More than {MOST_ROWS} rows, or objects and arrays within them; send them in several files.",
    f"Nhiều hơn {MOST_ROWS} dòng, hoặc đối tượng và mảng trong các dòng; hãy chia thành nhiều tệp.",
)


def read(content: bytes) -> list[dict[str, Any]]:
    """The objects; numbers exact. Raises FileRefused."""
    try:
        value = strict_json.parse(content, field="file", most_inside=MOST_ROWS + _AROUND)
    except strict_json.TooManyInside:
        raise FileRefused(TOO_MANY) from None
    except strict_json.BodyNotJson as error:
        said = error.findings[0]
        raise FileRefused(Refused("json_invalid", said.en, said.vi)) from None
    if isinstance(value, dict) and value.keys() == {ROWS}:
        value = value[ROWS]
    if not isinstance(value, list):
        raise FileRefused(NOT_ROWS)
    for number, item in enumerate(value, start=1):
        if not isinstance(item, dict):
            raise FileRefused(NOT_ROWS, row=number)
    return value
