"""What the register refuses."""

from __future__ import annotations

from shared.kit import errors


class OrganisationNotFound(errors.NotFound):
    """There is no organisation {organisation}, or none on that day."""

    vi = "Không có cơ quan, đơn vị {organisation}, hoặc không có vào ngày đó."


class NoSuchOrganisation(errors.Invalid):
    """There is no organisation {organisation} to filter the list by."""

    vi = "Không có cơ quan, đơn vị {organisation} để lọc danh sách."
