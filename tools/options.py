"""What the options of the commands are for, in the words of `--help`."""

from __future__ import annotations

HOME = "nơi đăng trang trên máy chủ, ví dụ /srv/trang-tin"
OPTIONS = {
    "author": "người viết, chức vụ sau dấu phẩy, ví dụ 'Nguyễn Thị Thúy, Chánh Văn phòng'",
    "category": "phân loại tin, theo tên hoặc slug trong data/categories.toml",
    "content": "thư mục bài viết (nếu không nói: content)",
    "all": "đăng cả những tệp đã sửa ngoài thư mục content",
    "editor_home": "thư mục riêng của trình soạn bài (nếu không nói: soan-… cạnh nơi đăng trang)",
    "editor_url": "địa chỉ của trình soạn bài, ví dụ https://soan.ten-mien.example; không nói thì máy chủ không có nó",
    "explain": "nói vì sao một trang được làm lại hay giữ nguyên, theo địa chỉ của nó trên trang",
    "file": "tệp Word; nhiều tệp thì ghi lần lượt",
    "into": "thư mục nhận bài mới (nếu không nói: content/tin-tuc)",
    "fix": "tự sửa điều chắc chắn (dấu ghép, khoảng trắng, dấu chấm đôi, tên ô) và cho xem chỗ đã sửa",
    "fresh": "dựng lại từ đầu, bỏ mọi thứ do lần dựng trước để lại",
    "only": "chỉ đăng tệp hay thư mục này trong content; nhiều chỗ thì ghi lần lượt",
    "message": "lời nhắn, nói bạn vừa làm gì (không nói thì lệnh hỏi, hoặc tự viết theo tên bài)",
    "no_search": "không lập chỉ mục; ô tìm kiếm khi ấy chỉ dẫn tới danh mục tin",
    "now": "thời điểm coi là «bây giờ», ví dụ '2026-11-23 07:00' (nếu không nói: đồng hồ máy)",
    "output": "thư mục đặt trang đã dựng (nếu không nói: output)",
    "port": "cổng xem trước trên máy này (nếu không nói: 8000)",
    "list": "chỉ kể các bản phát hành còn giữ, không đổi gì",
    "to": "bản phát hành muốn quay về, theo tên (hay phần đầu của tên) hoặc mã lần ghi",
    "site_url": "địa chỉ của trang, ví dụ https://ten-mien.example/xem-truoc",
}
# Of `account`.
ACCOUNT = {
    "folder": "nơi đăng trang, hoặc thư mục của trình soạn bài, trên máy chủ",
    "what": "add (thêm), edit (sửa họ tên, thư), role (đổi vai trò), link (đường dẫn đặt mật khẩu mới), remove (xóa) "
    "hay list (kể ra)",
    "name": "tên đăng nhập, ví dụ binh.tran; list thì không cần",
    "role": "writer: viết, gửi duyệt; chief: còn đăng, gỡ; administrator: còn lập tài khoản",
    "full_name": "họ và tên, đứng trong lịch sử của bài",
    "email": "địa chỉ thư, cũng đứng trong lịch sử",
}
