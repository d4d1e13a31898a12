"""Refusals of appeals."""

from __future__ import annotations

from shared.kit import errors


class AppealNotFound(errors.NotFound):
    """There is no appeal {appeal} here that you may read."""

    vi = "Không có khiếu nại {appeal} ở đây hoặc bạn không được đọc."


class NoAppealRound(errors.Conflict):
    """No appeal round was opened for the assessment of {year}."""

    vi = "Chưa mở đợt khiếu nại nào cho kỳ đánh giá năm {year}."


class AppealTooEarly(errors.Conflict):
    """Appeal round {round} takes appeals from {opens_on} on and before {closes_before_on}; today is {today}."""

    vi = "Đợt khiếu nại {round} nhận từ ngày {opens_on} và trước ngày {closes_before_on}; hôm nay là {today}."


class AppealTooLate(errors.Conflict):
    """Appeal round {round} took appeals before {closes_before_on}; today is {today}."""

    vi = "Đợt khiếu nại {round} chỉ nhận trước ngày {closes_before_on}; hôm nay là {today}."


class AppealRoundRefused(errors.Invalid):
    """The appeal round is not possible; see the fields."""

    vi = "Đợt khiếu nại không hợp lệ; xem danh sách trường."


class AppealRoundOverlaps(errors.Conflict):
    """Appeal round {round} lasts from {opens_on} until before {closes_before_on}; rounds do not overlap."""

    vi = "Đợt khiếu nại {round} kéo dài từ {opens_on} đến trước {closes_before_on}; các đợt không được chồng nhau."


class NothingDecided(errors.Conflict):
    """No decision on component {component} is in force that could be appealed against."""

    vi = "Không có kết luận nào đang có hiệu lực về chỉ số {component} để khiếu nại."


class NotYourDecision(errors.Forbidden):
    """An organisation appeals against decisions on its own evidence; {organisation} has none for {component}."""

    vi = (
        "Cơ quan chỉ khiếu nại kết luận về tài liệu của chính mình; {organisation} không có tài liệu nào được thẩm định"
        " cho chỉ số {component}."
    )


class AppealRefused(errors.Invalid):
    """The appeal is not complete; see the fields."""

    vi = "Khiếu nại chưa hợp lệ; xem danh sách trường."


class AppealedAlready(errors.Conflict):
    """This decision was appealed against already, or was taken in this very round: it is heard once."""

    vi = "Kết luận này đã được khiếu nại, hoặc do chính đợt này kết luận: chỉ xem xét một lần."


class AppealIsJudged(errors.Conflict):
    """The appeal was judged; its verdict stays."""

    vi = "Khiếu nại đã được kết luận, kết luận đó giữ nguyên."


class OwnAppeal(errors.Forbidden):
    """Another person judges: not who took the decision, not who appealed, not who submitted the evidence."""

    vi = "Người khác phải kết luận: không phải người đã thẩm định, người khiếu nại hay người nộp tài liệu."
