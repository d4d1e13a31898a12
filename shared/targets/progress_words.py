"""The rule of progress in words, Vietnamese and English: what each status and each reason means. They are ours."""

from __future__ import annotations

from typing import Any

from shared.targets import pace, roll_up

STATUSES: dict[pace.Status, tuple[str, str]] = {
    "achieved": ("Đã đạt mốc.", "The milestone is reached."),
    "on_track": ("Đúng tiến độ: giữ nhịp này thì đạt mốc.", "On track: at this pace the milestone is reached."),
    "at_risk": ("Có nguy cơ: phải nhanh hơn mới đạt mốc.", "At risk: only a faster pace reaches the milestone."),
    "off_track": ("Chậm tiến độ: nhịp này không đạt mốc.", "Off track: this pace does not reach the milestone."),
    "not_measured": ("Chưa có số liệu hoặc đánh giá.", "There is no figure and no judgement yet."),
    "not_determinable": ("Chưa thể xác định.", "It cannot be determined yet."),
}
REASONS: dict[pace.Reason, tuple[str, str]] = {
    "reached": ("Số liệu mới nhất đạt mốc.", "The latest figure reaches the milestone."),
    "pace_enough": ("Nhịp tăng đạt từ 95% nhịp cần có.", "The pace is at least 95 % of the required one."),
    "pace_nearly_enough": (
        "Nhịp tăng đạt từ 60% đến dưới 95% nhịp cần có.",
        "The pace is from 60 % to below 95 % of the required one.",
    ),
    "pace_too_slow": ("Nhịp tăng dưới 60% nhịp cần có.", "The pace is below 60 % of the required one."),
    "stale_figure": (
        "Nhịp tăng đủ, nhưng số liệu đã cũ hơn một năm một tháng.",
        "The pace is enough, but the figure is older than a year and a month.",
    ),
    "milestone_passed": (
        "Đã hết năm của mốc mà số liệu mới nhất chưa đạt.",
        "The milestone's year is over and the latest figure does not reach it.",
    ),
    "moved_away": ("Số liệu xa mốc hơn lúc đầu.", "The figure is further from the milestone than the start was."),
    "nothing_to_hold": (
        "Xuất phát điểm đã ở đúng mức nêu, nhưng mốc đòi hỏi vượt mức đó.",
        "The start stood at the figure itself, and the milestone asks for more.",
    ),
    "no_figure": ("Chưa có số liệu.", "There is no figure."),
    "no_pace": (
        "Chỉ có một số liệu và không có giá trị gốc, nên chưa tính được nhịp.",
        "There is one figure and no baseline before it, so no pace.",
    ),
    "years_missing": (
        "Hết kỳ mà còn thiếu số liệu của một số năm.",
        "The years are over and some of them have no figure.",
    ),
    "mean_complete": (
        "Bình quân đủ các năm chưa đạt mốc.",
        "The mean over all the years does not reach the milestone.",
    ),
    "judged_achieved": ("Văn bản được chấp nhận ghi nhận đã đạt.", "An accepted document says that it is reached."),
    "judged_not_yet": ("Văn bản được chấp nhận ghi nhận chưa đạt.", "An accepted document says that it is not yet."),
    "no_judgement": ("Chưa có văn bản đánh giá được chấp nhận.", "No accepted document judges it."),
}
_VI = (
    "Đường thẳng từ giá trị gốc (hoặc số liệu đầu tiên) đến mốc vào ngày cuối năm của mốc; so nhịp đã đi với nhịp"
    " cần có vào ngày của số liệu mới nhất (số chính thức trước số ước của cùng ngày). Ngưỡng do hệ thống đặt ra, không"
    " văn bản nào quy định."
)
_EN = (
    "A straight line from the baseline (or the first figure) to the milestone on the last day of its year; the pace"
    " made is compared with the pace required on the day of the latest figure (a final one before an estimate of the"
    " same day). The thresholds are this system's own; no document sets them."
)


def rule() -> dict[str, Any]:
    """The rule with its version, its parameters and its words."""
    return {
        "version": pace.VERSION,
        "vi": _VI,
        "en": _EN,
        "parameters": {
            "on_track_from": float(pace.ON_TRACK_FROM),
            "at_risk_from": float(pace.AT_RISK_FROM),
            "fresh_days": pace.FRESH_DAYS,
            "roll_up_version": roll_up.VERSION,
            "roll_up_window_days": roll_up.WINDOW_DAYS,
        },
        "statuses": [{"status": status, "vi": vi, "en": en} for status, (vi, en) in STATUSES.items()],
        "reasons": [{"reason": reason, "vi": vi, "en": en} for reason, (vi, en) in REASONS.items()],
    }
