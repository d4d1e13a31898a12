"""Refusals of rankings."""

from __future__ import annotations

from shared.kit import errors


class RankingNotFound(errors.NotFound):
    """There is no ranking {ranking}."""

    vi = "Không có bảng xếp hạng {ranking}."


class RankingRefused(errors.Invalid):
    """Framework, year, figure or group do not go together; see the fields."""

    vi = "Bộ chỉ số, năm, nội dung xếp hạng hoặc nhóm chưa phù hợp; xem danh sách trường."


class NobodyToRank(errors.Conflict):
    """Nobody has a value: {unranked} organisations, none of them with this figure. Nothing is ranked."""

    vi = "Chưa cơ quan nào có số liệu: {unranked} cơ quan, không cơ quan nào có điểm này. Chưa thể xếp hạng."


class StillComputing(errors.Conflict):
    """{waiting} assessments are being computed anew. Figures of before and after are not ranked together."""

    vi = "{waiting} kỳ đánh giá đang được tính lại. Không xếp hạng lẫn điểm trước và sau."


class RankingPublished(errors.Conflict):
    """The ranking was published at {at}; another one is computed and published anew."""

    vi = "Bảng xếp hạng đã được công bố lúc {at}; muốn đổi, hãy tính và công bố bảng mới."
