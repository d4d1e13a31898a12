"""What measuring refuses."""

from __future__ import annotations

from shared.kit import errors


class MeasurementNotFound(errors.NotFound):
    """There is no such measurement on that day, as known at that instant."""

    vi = "Không có số liệu này vào ngày đó, theo hiểu biết tại thời điểm đó."


class MeasurementsRefused(errors.Invalid):
    """These figures cannot be recorded; see the fields."""

    vi = "Không ghi được các số liệu này; xem danh sách trường."


class AnotherOrganisation(errors.Forbidden):
    """Figures are recorded for the caller's own organisation only, not for {organisation}."""

    vi = "Chỉ ghi được số liệu của chính cơ quan mình, không ghi được cho {organisation}."


class EstimateAfterFinal(errors.Conflict):
    """A final figure of the same target, organisation and day stands; an estimate after it must say why (`reason`)."""

    vi = "Đã có số chính thức của cùng chỉ tiêu, cơ quan và ngày; muốn ghi số ước sau đó phải nêu lý do (`reason`)."


class BasisWithoutOrganisation(errors.Invalid):
    """basis=successor shows what an organisation's predecessors recorded: name the organisation."""

    vi = "basis=successor cho xem số liệu của các cơ quan tiền thân: hãy nêu organisation."
