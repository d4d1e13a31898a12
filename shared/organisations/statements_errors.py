"""What the register refuses of codes, places and new organisations."""

from __future__ import annotations

from shared.kit import errors


class DaysEmpty(errors.Invalid):
    """The statement would hold on no day; see the fields."""

    vi = "Nội dung này không có hiệu lực vào ngày nào; xem danh sách trường."


class StatementSuperseded(errors.Conflict):
    """The statement {statement} is not there any more to be replaced; read the list again."""

    vi = "Nội dung {statement} không còn để thay thế; hãy đọc lại danh sách."


class CodeMalformed(errors.Invalid):
    """{code} is no national identifier: groups of 0-9 and A-Z separated by dots, at most {longest} characters."""

    vi = (
        "{code} không phải mã định danh điện tử: gồm các nhóm chữ số 0-9, chữ hoa A-Z cách nhau bằng dấu chấm,"
        " nhiều nhất {longest} ký tự."
    )


class CodeTaken(errors.Conflict):
    """The code {code} of {organisation} would be that of {holder} on the same days ({since} to {until})."""

    vi = "Mã {code} của {organisation} trùng với mã của {holder} trong những ngày đó ({since} đến {until})."


class OrganisationHasCode(errors.Conflict):
    """{organisation} has the code {held} on the days of {code} ({since} to {until}); replace that statement
    ({statement}) first."""

    vi = (
        "{organisation} đã có mã {held} trong những ngày của mã {code} ({since} đến {until}); hãy thay thế nội dung đó"
        " ({statement}) trước."
    )


class NoSuchHierarchy(errors.Invalid):
    """There is no hierarchy {hierarchy}; there are: {known}."""

    vi = "Không có hệ thống thứ bậc {hierarchy}; hiện có: {known}."


class PlacedByChange(errors.Invalid):
    """The administrative place of an organisation follows a document of change: POST /v1/organisations/changes."""

    vi = "Vị trí hành chính của cơ quan theo văn bản về thay đổi tổ chức: POST /v1/organisations/changes."


class AlreadyPlaced(errors.Conflict):
    """{organisation} stands below {superior} in the hierarchy {hierarchy} on these days ({since} to {until});
    replace that statement ({statement}) first."""

    vi = (
        "{organisation} đã thuộc {superior} trong hệ thống {hierarchy} vào những ngày đó ({since} đến {until}); hãy"
        " thay thế nội dung đó ({statement}) trước."
    )


class BelowItself(errors.Invalid):
    """{organisation} would stand below itself in the hierarchy {hierarchy}: {way}."""

    vi = "{organisation} sẽ trở thành cấp dưới của chính mình trong hệ thống {hierarchy}: {way}."


class OrganisationExists(errors.Conflict):
    """The slug {slug} is that of an organisation or a group already; a renamed one keeps its slug."""

    vi = "Slug {slug} đã là của một cơ quan hoặc nhóm cơ quan; cơ quan đổi tên vẫn giữ slug."
