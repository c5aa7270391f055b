"""How the fields of a text are called in a form, what stands below their names, and which of them everybody needs."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.base.model import ContentKind, Status
from plugins.editorial import FIELDS, Field

# Shown at once, group by group; the body stands below the first one. All others stand under "Thêm".
GROUPS = {
    ContentKind.ARTICLE: (
        ("", ("Title", "Summary")),
        ("Ngày, loại tin, tác giả", ("Date", "Category", "Authors", "Tags")),
        ("Ảnh đại diện", ("Image", "Image_alt")),
        ("Chương trình", ("Program", "Result")),
    ),
    ContentKind.PAGE: (("", ("Title", "Summary")),),
    ContentKind.PROGRAM: (
        ("", ("Title", "Summary")),
        ("Thời gian", ("Kind", "Start", "End", "Signed")),
        ("Các bên, căn cứ, mục tiêu", ("Parties", "Legal_basis", "Aims")),
        ("Nhiệm vụ", ("Tasks", "Plans")),
    ),
}
# Where the field's own Vietnamese name says too little on its own.
LABELS = {
    "Date": "Ngày đăng",
    "Category": "Phân loại",
    "Image_alt": "Lời tả ảnh",
    "Source": "Nguồn đăng trước",
    "Modified": "Ngày cập nhật",
    "Reason": "Lý do gỡ",
    "Expires": "Hết hạn lúc",
    "Program": "Thuộc chương trình",
    "Result": "Là kết quả của nhiệm vụ",
    "Number": "Số trong chuyên mục",
    "Slug": "Phần cuối của địa chỉ",
    "Guid": "Mã của bài trong nguồn tin",
    "Lang": "Ngôn ngữ của bài",
    "Verbatim": "Giữ nguyên văn",
    "Legal_basis": "Căn cứ",
    "Tasks": "Nhiệm vụ chung",
    "Kind": "Loại chương trình",
    "Progress": "Số đã có trên số cần có",
}
HINTS = {
    "Date": "Ngày rồi giờ, ví dụ 22/8/2022 và 14:30. Để ngày giờ sắp tới thì bài tự hiện lúc ấy.",
    "Authors": "Mỗi người một dòng: họ và tên, sau dấu phẩy là chức vụ.",
    "Tags": "Cách nhau bằng dấu phẩy.",
    "Summary": "Một, hai câu, hiện dưới tiêu đề và trong danh sách tin.",
    "Image": "Không chọn thì lấy ảnh đầu tiên trong bài.",
    "Image_alt": "Tả cho người không nhìn thấy ảnh.",
    "Source": "Nếu là bài đăng lại: tên báo, địa chỉ.",
    "Modified": "Khi sửa bài đã đăng.",
    "Correction": "Điều đã được sửa, để người đọc biết. Cần có cả ngày cập nhật.",
    "Reason": "Người đọc thấy lý do này ở địa chỉ cũ của bài.",
    "Expires": "Sau lúc này bài không còn trên trang.",
    "Program": "Nhiệm vụ của chương trình hiện ngay dưới đây, chậm nhất là sau khi lưu.",
    "Number": "Chỉ dùng cho chuyên mục có số.",
    "Document_number": "Khi bài đăng một văn bản.",
    "Document_date": "Khi khác ngày đăng.",
    "Slug": "Để trống thì lấy tên thư mục của bài.",
    "Guid": "Đã có thì đừng đổi.",
    "Lang": "Hai chữ: vi là tiếng Việt, en là tiếng Anh.",
    "Redirect_from": "Mỗi địa chỉ một dòng, bắt đầu bằng dấu /; địa chỉ cũ nhất đứng đầu.",
    "Start": "Năm hoặc ngày.",
    "End": "Năm hoặc ngày.",
    "Signed_news": "Tên thư mục của tin về lễ ký.",
    "Legal_basis": "Mỗi văn bản một dòng.",
    "Aims": "Mỗi mục tiêu một dòng.",
    "State": "Chỉ chọn khi ngày tháng không nói đủ.",
    "Tasks": "Nhiệm vụ của cả chương trình, ngoài các kế hoạch.",
    "Verbatim": "Máy không nhắc lỗi đánh máy trong bài này.",
}
CHOICE_WORDS: dict[object, str] = {
    Status.PUBLISHED: "Cho hiện trên trang",
    Status.DRAFT: "Bản nháp, chưa hiện",
    Status.HIDDEN: "Ẩn khỏi các danh sách, ai có địa chỉ vẫn xem được",
    Status.REMOVED: "Đã gỡ",
}
NOTHING_CHOSEN = "Không chọn"
FIRST_PICTURE = "Ảnh đầu tiên trong bài"


def label(row: Field) -> str:
    return LABELS.get(row.name) or next(iter(row.spellings), row.name)


def groups_for(kind: ContentKind) -> Iterator[tuple[str, tuple[Field, ...]]]:
    """The fields that a kind of text has, by the names of their groups; the last group has none."""
    rest = {row.name: row for row in FIELDS if kind in row.kinds}
    for title, names in GROUPS[kind]:
        yield title, tuple(rest.pop(name) for name in names)
    yield "", tuple(rest.values())
