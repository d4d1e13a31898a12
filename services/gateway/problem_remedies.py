"""What to do about a problem where its code tells more than its status: Vietnamese, English."""

from __future__ import annotations

BY_CODE: dict[str, tuple[str, str]] = {
    "token-missing": (
        "Lấy mã tại /oauth/token (tại chỗ: make -s token ROLE=…) và gửi Authorization: Bearer …",
        "Get a token at /oauth/token (locally: make -s token ROLE=…) and send Authorization: Bearer …",
    ),
    "client-refused": (
        "Kiểm tra client_id và client_secret; nếu khóa đã xoay vòng, dùng khóa mới.",
        "Check client_id and client_secret; after a rotation use the new secret.",
    ),
    "scope-missing": (
        "Xin mã với phạm vi được nêu; nếu tài khoản chưa có phạm vi đó, đề nghị quản trị thêm.",
        "Ask for a token with the scope named; if the account lacks it, an administrator adds it.",
    ),
    "token-organisation-unknown": (
        "Đề nghị quản trị gán cơ quan có trong danh bạ cho người dùng này.",
        "Ask an administrator to assign this user an organisation of the register.",
    ),
    "organisation-not-in-force": (
        "Dùng cơ quan đang hoạt động: SSO hoặc quản trị gán cơ quan kế thừa cho người dùng này.",
        "Act for an organisation in force: the sign-on, or an administrator, gives this user the successor.",
    ),
    "self-review": (
        "Một người khác của cơ quan thường trực thẩm định.",
        "Another person of the coordinating department decides.",
    ),
    "import-refused": (
        "Sửa các ô được nêu rồi gửi lại cả tệp; gửi với dry_run=true để kiểm tra trước.",
        "Mend the cells that are listed and send the whole file again; with dry_run=true to judge it first.",
    ),
    "import-not-found": (
        "Xem bằng tài khoản của cơ quan đã gửi tệp; lần nhập được giữ 90 ngày.",
        "Look with an account of the organisation that sent the file; imports are kept for 90 days.",
    ),
    "import-ended": ("Không cần làm gì thêm; xem kết quả của lần nhập.", "Nothing to do; read how it ended."),
    "import-cancelled": ("Gửi lại tệp nếu vẫn cần nhập.", "Send the file again if it is still wanted."),
    "import-given-up": (
        "Báo người vận hành xem nhật ký của worker; chia nhỏ tệp nếu tệp rất lớn.",
        "Ask the operator for the worker's log; send a very large file in parts.",
    ),
    "not-imported-here": (
        "Báo người vận hành: các tiến trình không cùng phiên bản.",
        "Tell the operator: the processes are of different versions.",
    ),
    "not-table-content": (
        "Gửi tệp .xlsx, .csv hoặc .json với đúng Content-Type; tệp .xls hãy lưu lại dạng .xlsx.",
        "Send an .xlsx, .csv or .json file with its Content-Type; save an .xls as .xlsx first.",
    ),
    "file-missing": (
        "Gửi tệp ở phần `file` của biểu mẫu, hoặc làm nội dung của yêu cầu.",
        "Send the file as the part `file` of a form, or as the body.",
    ),
    "own-draft": ("Một người khác ký hoặc quyết định.", "Another person signs or decides."),
    "own-signature": (
        "Một người khác của cơ quan thường trực quyết định.",
        "Another person of the department decides.",
    ),
    "level-skipped": (
        "Thủ trưởng cơ quan ký nộp trước.",
        "The head of the organisation submits it first.",
    ),
    "not-computed-yet": (
        "Hỏi lại sau vài giây (GET /v1/assessments/{id}/scores?min_version=…&wait=10 đợi lần tính đầu tiên); với kết"
        " quả được nhập, xem cột published của kỳ đánh giá.",
        "Ask again in a few seconds (GET /v1/assessments/{id}/scores?min_version=…&wait=10 waits for the first run); of"
        " imported results read the published column.",
    ),
    "draws-refused": (
        "Chọn phương pháp hợp với cột điểm, hoặc giảm số lần rút.",
        "Choose a method that the column has figures for, or fewer draws.",
    ),
    "nothing-to-rank": (
        "Chọn cột, năm hoặc bộ chỉ số đã có điểm của ít nhất hai cơ quan.",
        "Choose a column, year or framework with figures of at least two organisations.",
    ),
    "no-figures": (
        "Chọn cột khác với column hoặc against_column; cột đã tính cần đợi lần tính đầu tiên.",
        "Choose another column or against_column; a computed one waits for the first computation.",
    ),
    "not-comparable": (
        "Nêu kỳ đánh giá khác ở against, hoặc cột khác của cùng kỳ.",
        "Name another assessment in against, or another column of the same one.",
    ),
    "overrides-refused": (
        "Sửa các giả định được nêu; điều không thể ghi thật thì cũng không giả định được.",
        "Mend the suppositions that are named; what could not be written is not supposed.",
    ),
    "drift-found": (
        "Đọc /v1/runs/{run}/replay của lần tính được nêu; khôi phục dữ liệu đã ghi rồi chạy make replay.",
        "Read /v1/runs/{run}/replay of the run named; restore what was stored, then run make replay.",
    ),
    "assessment-closed": (
        "Nộp vào kỳ đánh giá đang mở; GET /v1/assessments?year=… cho biết kỳ nào mở.",
        "Post to an open assessment; GET /v1/assessments?year=… says which one is.",
    ),
    "ranking-published": (
        "Tính và chốt một bảng mới bằng POST /v1/rankings rồi công bố bảng đó.",
        "Compute and freeze another one with POST /v1/rankings, and publish that.",
    ),
    "nobody-to-rank": (
        "Đợi điểm được tính hoặc nhập kết quả đã công bố, hoặc xếp hạng theo cột khác.",
        "Wait for the scores, import the published results, or rank by another column.",
    ),
    "still-computing": (
        "Đợi vài giây rồi chốt lại; GET /v1/assessments/{id}/scores?min_version=…&wait=10 đợi lần tính của một kỳ.",
        "Freeze again in a few seconds; GET /v1/assessments/{id}/scores?min_version=…&wait=10 waits for one of them.",
    ),
    "ranking-refused": (
        "Sửa các trường được nêu; GET /v1/frameworks/{framework} cho biết trụ cột và chỉ số chính.",
        "Mend the fields that are named; GET /v1/frameworks/{framework} shows pillars and main indices.",
    ),
    "imported-not-computed": (
        "Hỏi về một kỳ đánh giá được chấm tại đây; GET /v1/assessments?year=… nêu `status` của từng kỳ.",
        "Ask about an assessment that is scored here; GET /v1/assessments?year=… says the `status` of each.",
    ),
    "one-goal": (
        "Gửi `total` (giá trị từ 0 đến 1) hoặc `rank`, đúng một trong hai.",
        "Send `total` (a value from 0 to 1) or `rank`, one of the two.",
    ),
    "not-proved": (
        "Nộp sản phẩm còn thiếu và đợi cơ quan thường trực chấp nhận.",
        "Post the deliverables that are missing and wait until the coordinating department accepts them.",
    ),
    "dependency-cycle": (
        "Bỏ một phụ thuộc trên đường đi được nêu.",
        "Take one dependency off the way that is named.",
    ),
    "task-exists": ("Sửa nhiệm vụ đã có bằng PATCH.", "Change the task that is there by PATCH."),
    "not-the-lead": (
        "GET /v1/tasks/{task} cho biết ai chủ trì, đồng chủ trì hôm nay.",
        "GET /v1/tasks/{task} says who leads and co-leads today.",
    ),
    "deliverable-self-review": (
        "Một người khác của cơ quan thường trực thẩm định.",
        "Another person of the coordinating department decides.",
    ),
    "revision-superseded": (
        "Đọc bản mới nhất bằng GET /v1/evidence/{id}, rồi thẩm định với revision của bản đó.",
        "Read the latest one by GET /v1/evidence/{id}, then decide with its revision.",
    ),
    "evidence-is-withdrawn": ("Nộp tài liệu mới.", "Post new evidence."),
    "report-exists": (
        "Sửa báo cáo được nêu bằng PUT với If-Match.",
        "Revise the report named, by PUT with If-Match.",
    ),
    "state-forbids": (
        "Đọc lại báo cáo; allowed_actions nêu việc làm được lúc này.",
        "Read the report again; allowed_actions names what can be done now.",
    ),
    "file-type-refused": (
        "Gửi PDF, DOCX, XLSX, JPEG hoặc PNG; loại được xét theo nội dung, không theo tên tệp.",
        "Send PDF, DOCX, XLSX, JPEG or PNG; the type is judged by the content, not by the name.",
    ),
    "file-too-large": ("Nén hoặc chia tệp.", "Compress or split the file."),
    "file-empty": (
        "Chọn lại tệp; tệp đã gửi không có nội dung.",
        "Choose the file again; the one sent has no content.",
    ),
    "cursor-not-ours": (
        "Chỉ dùng giá trị next của cùng danh sách với cùng bộ lọc; bắt đầu lại không có cursor.",
        "Use only next of the same list with the same filters; start again without cursor.",
    ),
    "unknown-parameters": ("Sửa tên tham số theo danh sách đã nêu.", "Mend the parameter's name by the list given."),
    "parameters-twice": ("Gửi mỗi tham số một lần.", "Send each parameter once."),
    "body-not-json": (
        "Kiểm tra dấu phẩy, ngoặc, mã hóa UTF-8 và khóa trùng.",
        "Check commas, brackets, UTF-8 and duplicate keys.",
    ),
    "body-not-taken": ("Bỏ nội dung.", "Leave the body out."),
    "not-json-content": ("Thêm Content-Type: application/json.", "Add Content-Type: application/json."),
    "not-form-content": (
        "Gửi biểu mẫu multipart/form-data; để thư viện tự ghi boundary.",
        "Send a multipart/form-data form; let the library write the boundary.",
    ),
    "request-timeout": (
        "Kiểm tra đường truyền và gửi lại toàn bộ yêu cầu.",
        "Check the line and send the whole request again.",
    ),
    "code-malformed": (
        "Viết mã đúng như quyết định cấp mã: chữ hoa A-Z, chữ số, dấu chấm giữa các nhóm.",
        "Write the code as the decision that gave it does: capital letters, digits, dots between the groups.",
    ),
    "code-taken": (
        "Xem GET /v1/organisations/{organisation}/identifiers của cơ quan được nêu; kết thúc mã cũ bằng `replaces`.",
        "See GET /v1/organisations/{organisation}/identifiers of the one named; end the old statement by `replaces`.",
    ),
    "organisation-has-code": (
        "Gửi lại nội dung cũ với valid_to và `replaces` là id được nêu, rồi gửi mã mới.",
        "Send the old statement with valid_to and the id named as `replaces`, then the new code.",
    ),
    "already-placed": (
        "Gửi vị trí mới với `replaces` là id được nêu, hoặc kết thúc vị trí cũ trước.",
        "Send the new place with the id named as `replaces`, or end the old one first.",
    ),
    "statement-superseded": (
        "Đọc lại danh sách mã hoặc vị trí của cơ quan; dùng id hiện tại làm `replaces`.",
        "Read the organisation's codes or places again; send the present id as `replaces`.",
    ),
    "no-such-hierarchy": (
        "GET /v1/organisations/hierarchies cho biết có những hệ thống nào.",
        "GET /v1/organisations/hierarchies says which there are.",
    ),
    "below-itself": (
        "Bỏ một vị trí trên đường vòng được nêu trước, hoặc chọn cấp trên khác.",
        "Take one place of the way named away first, or choose another superior.",
    ),
    "framework-incomplete": (
        "Nhập phụ lục chính thức của bộ chỉ số, công bố phiên bản đầy đủ, rồi mở kỳ đánh giá.",
        "Import the framework's official annex, publish a complete version, then open the assessment.",
    ),
    "assessment-exists": (
        "Dùng kỳ đánh giá có id được nêu.",
        "Use the assessment whose id is named.",
    ),
    "assessment-still-open": (
        "Khi còn mở thì nộp thêm tài liệu hoặc đề nghị thẩm định lại; khiếu nại chỉ sau khi khóa.",
        "While it is open post more evidence or ask for another decision; appeals come after it is closed.",
    ),
    "no-appeal-round": (
        "Đề nghị cơ quan thường trực mở đợt khiếu nại.",
        "Ask the coordinating department to open a round of appeals.",
    ),
    "appeal-too-early": ("Gửi lại từ ngày được nêu.", "Send it again from the day named on."),
    "appeal-too-late": (
        "Hết hạn; chỉ gửi được nếu cơ quan thường trực mở đợt khiếu nại khác.",
        "The time is over; only another round of the coordinating department takes it.",
    ),
    "not-your-decision": (
        "Cơ quan đã nộp tài liệu khiếu nại kết luận về tài liệu đó.",
        "The organisation that posted the evidence appeals against the decision on it.",
    ),
    "appealed-already": (
        "Xem kết luận tại GET /v1/assessments/{assessment}/appeals; kết luận mới có thể khiếu nại ở đợt sau.",
        "See GET /v1/assessments/{assessment}/appeals; a new decision may be appealed against in a later round.",
    ),
    "own-appeal": (
        "Một người khác của cơ quan thường trực kết luận.",
        "Another person of the coordinating department judges.",
    ),
    "applicability-not-provided": (
        "Công bố phiên bản bộ chỉ số có quy định `not_applicable`; đến lúc đó mọi chỉ số đều được tính.",
        "Publish a version of the framework that says `not_applicable`; until then every component counts.",
    ),
    "not-your-assessment": (
        "Kỳ đánh giá này do chính cơ quan được đánh giá gửi; mọi cơ quan gửi cho kỳ đánh giá của tỉnh.",
        "The agency that is assessed contributes itself; to the province's assessment every agency does.",
    ),
    "organisation-exists": (
        "Cơ quan đã có: dùng slug của nó; cơ quan khác cùng tên thì chọn slug khác.",
        "It is there already: use its slug; for another one of the same name choose another slug.",
    ),
    "draft-exists": (
        "Đọc phiên bản đang soạn, sửa bằng PUT với If-Match, hoặc công bố nó.",
        "Read the version that is being drafted; write it anew by PUT with If-Match, or publish it.",
    ),
    "draft-refused": (
        "Sửa các trường được nêu rồi gửi lại cả nội dung.",
        "Mend the fields that are listed and send the whole content again.",
    ),
    "draft-incomplete": (
        "Sửa dự thảo theo từng lỗi (xem /check) rồi công bố lại; cảnh báo không ngăn việc công bố.",
        "Mend the draft error by error (see /check) and publish again; warnings keep nothing from being published.",
    ),
    "version-not-found": (
        "Xem các phiên bản tại /v1/frameworks/{framework}/versions; dự thảo chỉ đọc được khi có quyền đọc điểm.",
        "See the versions at /v1/frameworks/{framework}/versions; drafts are read by whoever reads scores.",
    ),
}
