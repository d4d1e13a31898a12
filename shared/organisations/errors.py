"""What the register refuses."""

from __future__ import annotations

from shared.kit import errors


class OrganisationNotFound(errors.NotFound):
    """There is no organisation {organisation}, or none on that day."""

    vi = "Không có cơ quan, đơn vị {organisation}, hoặc không có tại ngày đó."


class NoSuchOrganisation(errors.Invalid):
    """The list was asked for an organisation that does not exist."""

    vi = "Danh sách được hỏi theo một cơ quan, đơn vị không tồn tại."
