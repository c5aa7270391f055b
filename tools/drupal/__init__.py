"""The old Drupal 7 site becomes content of this one: `model` is what it held, `database` reads that from a dump, and
`live_site` from pages.
"""

# What can be said to `import-drupal`. It stands here because nothing else of this package may be loaded so early.
OPTIONS = {
    "dump": "tệp sao lưu cơ sở dữ liệu Drupal 7 (.sql, .sql.gz)",
    "files": "thư mục sites/default/files của trang cũ",
    "site": "địa chỉ của trang cũ đang chạy, khi không còn cơ sở dữ liệu",
    "fresh": "với --site: tải lại tất cả, kể cả những gì lần trước đã tải",
    "into": "thư mục bài viết nhận nội dung (nếu không nói: content)",
    "old_url": "địa chỉ của trang cũ, ví dụ http://khkt-tinh.example",
    "prefix": "tiền tố của các bảng, nếu dump có nhiều trang",
    "overwrite": "ghi đè cả những bài đã sửa tay từ lần chuyển trước",
    "strict": "coi cảnh báo khi soát bài là lỗi",
}
