"""`as_of` and `known_at` as query parameters of a reading."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import AfterValidator, AwareDatetime, BeforeValidator
from pydantic_core import PydanticCustomError

from shared.kit.moment import Moment
from shared.kit.web import doors


def _written_out(sent: Any) -> Any:
    """Refuse what pydantic would read as seconds since 1970."""
    if isinstance(sent, str) and sent.strip().lstrip("-").replace(".", "", 1).isdigit():
        raise PydanticCustomError("date_parsing", "Must be a date like YYYY-MM-DD.")
    return sent


def _in_utc(sent: dt.datetime) -> dt.datetime:
    """Refuse what the driver could not send: 0001-01-01T00:00+14:00 lies in no year of UTC."""
    try:
        return sent.astimezone(dt.UTC)
    except OverflowError as error:
        raise PydanticCustomError("datetime_parsing", "Must be an ISO 8601 instant with a time zone.") from error


# An instant that may be left out, for filters.
Instant = Annotated[Annotated[AwareDatetime, AfterValidator(_in_utc)] | None, BeforeValidator(_written_out)]
# A day that may be left out, likewise.
Day = Annotated[dt.date | None, BeforeValidator(_written_out)]
AsOf = Annotated[
    dt.date | None,
    BeforeValidator(_written_out),
    Query(description="Tại ngày nào, mặc định hôm nay / the day in the world, today by default."),
]
KnownAt = Annotated[
    Annotated[AwareDatetime, AfterValidator(_in_utc)] | None,
    BeforeValidator(_written_out),
    Query(
        description="Theo hiểu biết lúc nào, mặc định bây giờ. Mỗi lần ghi và đính chính được giữ lại, nên cùng `as_of`"
        " và `known_at` thì câu trả lời không đổi, trừ điều mà nơi trả lời nói là theo danh mục hiện nay, và điều đang"
        " được ghi dở đúng lúc ấy. Ai được đọc gì thì theo quyền hiện nay. / As known at this instant, now by default."
        " Every recording and correction is kept, so that the same `as_of` and `known_at` never change their answer,"
        " but for what an answer says is the catalog's of today, and for what was just being recorded at that instant."
        " Who may read what is decided today."
    ),
]


async def _moment(clock: doors.Now, as_of: AsOf = None, known_at: KnownAt = None) -> Moment:
    return Moment(as_of or clock.today(), known_at)


At = Annotated[Moment, Depends(_moment)]
