"""A program's file and some posts in; its page, its data files and what the office is told out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from icalendar import Calendar

from tests.site import Built, article, build

PAGE = "/chuong-trinh/p/"
PROGRAM = """---
Title: Chương trình thử
Kind: Chương trình phối hợp
Start: 2026
End: 2028
Signed: 5/1/2026
Signed_news: ky-ket
Parties:
  - name: Bên A
    signer: Người A
Legal_basis:
  - Văn bản căn cứ 20-NQ/TW
Aims:
  - Mục tiêu thứ nhất; có dấu chấm phẩy
Tasks:
  - id: so-ket
    title: Sơ kết
    target: hằng năm
  - id: tong-ket
    title: Tổng kết
    target: tổng kết
Plans:
  - title: Kế hoạch năm 2026
    start: 2026
    end: 2026
    tasks:
      - id: trao-doi
        title: Trao đổi thông tin
        target: thường xuyên
      - id: so-bao
        title: Số báo
        target: 1-2
        unit: số
        due: 30/6/2026
        elsewhere: yes
      - id: hoi-thao
        title: Hội thảo
        target: ít nhất 2
        unit: cuộc
        evidence:
          - date: 20/3/2026
            title: Đã họp
            document: =Báo cáo 12/BC
---
"""
Site = Callable[..., Built]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    numbers = count()

    def made(
        *posts: str,
        program: str = PROGRAM,
        now: str = "2026-11-23 07:00",
        more: Mapping[str, str] = {},
        **settings: object,
    ) -> Built:
        texts = {f"tin-tuc/bai-{number}.md": post for number, post in enumerate(posts, start=1)}
        signing = article("Lễ ký", "2026-01-05", Program="p")
        folder = tmp_path / str(next(numbers))
        return build(
            folder, {"programs/p.md": program, "tin-tuc/ky-ket.md": signing, **texts, **more}, NOW=now, **settings
        )

    return made


def post(task: str, date: str = "2026-03-10", **fields: str) -> str:
    return article(f"Tin {task}", date, Program="p", Result=task, **fields)


def task(built: Built, name: str) -> Tag:
    found = built.page(PAGE).select_one(f'[data-task="{name}"]')
    assert found
    return found


def marks(built: Built, name: str) -> tuple[str, ...]:
    return tuple(str(task(built, name)[mark]) for mark in ("data-done", "data-due", "data-state"))


def words(tag: Tag | BeautifulSoup) -> str:
    return " ".join(tag.get_text(" ").split())


NOTHING = "Trang này chưa có tin về kết quả"


def plan(built: Built, name: str) -> str:
    found = task(built, name).find_parent("section")
    assert found
    return words(found)


def test_a_plan_without_a_result_says_once_that_this_site_has_no_news_of_it(site: Site) -> None:
    built = site()
    assert (built.code, marks(built, "tong-ket")) == (0, ("0", "1", "open"))
    assert "Chỉ tiêu: một lần, khi kết thúc" in words(task(built, "tong-ket"))
    assert plan(built, "tong-ket").count(NOTHING) == 1
    assert NOTHING not in words(task(built, "tong-ket"))


def test_a_task_without_a_result_says_so_where_others_of_its_plan_have_some(site: Site) -> None:
    built = site()
    assert "Tin về 1 trên 3 nhiệm vụ" in plan(built, "hoi-thao")
    assert NOTHING in words(task(built, "so-bao"))


def test_one_line_says_where_a_program_stands_before_anything_else(site: Site) -> None:
    page = site(post("so-ket")).page(PAGE)
    line = page.select_one("h1 ~ .program-summary .program-count")
    assert line
    assert words(line).startswith("Tin về 2 trên 5 nhiệm vụ, tính đến 23/11/2026")
    said = words(page)
    order = ("Tin về 2 trên 5", "Nhiệm vụ và kết quả", "Sắp tới", "Mục tiêu thứ nhất", "Diễn biến")
    assert sorted(order, key=said.index) == list(order)


@pytest.mark.parametrize("address", ["/", "/chuong-trinh/"])
def test_lists_of_programs_show_how_far_each_is_and_its_last_news(site: Site, address: str) -> None:
    strip = site(post("so-ket")).page(address).select_one(".program-list")
    assert strip
    assert "Tin về 2 trên 5 nhiệm vụ" in words(strip)
    assert "Tin gần nhất: 10/3/2026" in words(strip)


def test_what_goes_on_stands_first_then_what_is_to_come(site: Site) -> None:
    other = "Title: {}\nStart: {}\nEnd: {}\n\nLời.\n"
    texts = {"programs/c.md": other.format("Mới", 2030, 2031), "programs/x.md": other.format("Cũ", 2020, 2021)}
    built = site(program=PROGRAM, more=texts)
    for address in ("/", "/chuong-trinh/"):
        names = [words(link) for link in built.page(address).select(".program-list li > div > a")]
        assert names == ["Chương trình thử", "Mới", "Cũ"]


def test_a_plan_whose_title_tells_its_period_does_not_repeat_it(site: Site) -> None:
    heading = task(site(), "hoi-thao").find_parent("section").h3
    assert heading
    assert words(heading) == "Kế hoạch năm 2026"


def test_posts_and_cited_documents_count_and_are_shown(site: Site) -> None:
    built = site(post("hoi-thao"))
    assert marks(built, "hoi-thao") == ("2", "2", "done")
    assert "Đã có 2 cuộc" in words(task(built, "hoi-thao"))
    assert [a["href"] for a in task(built, "hoi-thao").select(".proofs a")] == ["/tin-tuc/bai-1/"]
    assert "=Báo cáo 12/BC" in words(task(built, "hoi-thao"))


UNCOUNTED = [
    {"Status": "draft"},
    {"Status": "hidden"},
    {"Status": "removed", "Reason": "Nhầm."},
    {"Expires": "2026-04-01"},
    {"date": "2026-12-01"},
    {"date": "2025-12-31"},
]


@pytest.mark.parametrize("fields", UNCOUNTED)
def test_only_published_posts_of_the_period_count(site: Site, fields: dict[str, str]) -> None:
    assert marks(site(post("hoi-thao", **fields)), "hoi-thao") == ("1", "2", "open")


def test_a_column_in_another_paper_counts_by_a_post_that_links_to_it(site: Site) -> None:
    without = site(post("so-bao"))
    assert marks(without, "so-bao")[0] == "0"
    assert "bai-1.md:4: Result: nhiệm vụ «so-bao» đăng ở báo khác" in without.said
    for way in ({"body": "Xem [số báo](https://bao.example/1)."}, {"Source": "https://bao.example/1"}):
        assert marks(site(post("so-bao", **way)), "so-bao") == ("1", "1", "done")


def test_yearly_reviews_are_counted_by_year(site: Site) -> None:
    built = site(post("so-ket", "2026-06-01"), post("so-ket", "2026-11-01"), now="2027-02-01 07:00")
    assert marks(built, "so-ket") == ("1", "3", "open")
    assert "Có tin, tài liệu của 1/3 năm" in words(task(built, "so-ket"))
    assert marks(site(now="2027-02-01 07:00"), "so-ket") == ("0", "3", "overdue")


def test_what_is_late_is_for_the_office_and_machines_alone(site: Site) -> None:
    built = site(now="2026-07-01 07:00")
    assert marks(built, "so-bao") == ("0", "1", "overdue")
    assert f"cảnh báo: programs/p.md:{line_of('id: so-bao')}: nhiệm vụ «so-bao» đã qua hạn (30/6/2026)" in built.said
    assert "quá hạn" not in words(built.page(PAGE)).lower()
    assert marks(site(now="2026-06-30 23:59"), "so-bao")[2] == "open"


def test_after_the_period_the_program_has_ended_and_nothing_is_to_come(site: Site) -> None:
    built = site(now="2029-01-01 07:00")
    assert "Đã kết thúc" in words(built.page(PAGE))
    assert "Sắp tới" not in words(built.page(PAGE))
    assert "Sắp tới" in words(site().page(PAGE))


def test_hidden_progress_takes_the_counts_off_everywhere(site: Site) -> None:
    built = site(post("hoi-thao"), program=PROGRAM.replace("Signed:", "Progress: ẩn\nSigned:"))
    item = task(built, "hoi-thao")
    assert not {"data-done", "data-due", "data-state"} & set(item.attrs)
    assert item.select("progress") == []
    assert item.select(".proofs a")
    [plan] = [one for one in json.loads(built.read(f"{PAGE}data.json"))["plans"] if one["title"]]
    assert not {"done", "required", "state"} & set(plan["tasks"][0])


def test_the_timeline_leads_from_the_signing_over_the_news(site: Site) -> None:
    built = site(post("hoi-thao"))
    [coming, past] = built.page(PAGE).select(".timeline")
    assert [words(one) for one in past.select("li")] == [
        "5/1/2026 Ký kết: Lễ ký",
        "10/3/2026 Tin hoi-thao",
        "20/3/2026 Văn bản: Đã họp",
    ]
    assert past.select_one('a[href="/tin-tuc/ky-ket/"]')
    assert words(coming.select("li")[0]) == "31/12/2026 Sơ kết"


def test_an_article_names_what_it_proves_and_no_state_of_the_day(site: Site) -> None:
    box = site(post("hoi-thao")).page("/tin-tuc/bai-1/").select_one(".program-box")
    assert box
    assert "Hội thảo" in words(box)
    assert "Đang thực hiện" not in words(box)


@pytest.mark.parametrize("address", ["/tin-tuc/ky-ket/", "/tin-tuc/"])
def test_the_day_changes_no_page_beside_those_of_programs(site: Site, address: str) -> None:
    assert site(now="2026-06-30 07:00").read(address) == site(now="2029-06-30 07:00").read(address)


def test_the_data_files_say_what_the_page_says(site: Site) -> None:
    built = site(post("hoi-thao"), SITEURL="https://x.example/a")
    data = json.loads(built.read(f"{PAGE}data.json"))
    assert (data["state"], data["signed"], data["parties"][0]["name"]) == ("Đang thực hiện", "2026-01-05", "Bên A")
    tasks = {one["id"]: one for plan in data["plans"] for one in plan["tasks"]}
    assert tasks["so-bao"]["target"] == {"kind": "range", "low": 1, "high": 2}
    assert [one["url"] for one in tasks["hoi-thao"]["evidence"]] == ["https://x.example/a/tin-tuc/bai-1/", ""]
    raw = (built.output / "chuong-trinh/p/data.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert [len(row) for row in rows] == [9] * 6
    assert rows[-1][6:8] == ["2", "2"]


def test_no_cell_of_the_table_is_a_formula(site: Site) -> None:
    built = site(program=PROGRAM.replace("title: Hội thảo", 'title: "=1+1"'))
    rows = csv.reader(io.StringIO(built.read(f"{PAGE}data.csv")))
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")]


def test_the_calendar_has_whole_days_and_the_same_bytes_on_any_day(site: Site) -> None:
    file = f"{PAGE}lich.ics"
    built = site()
    events = {str(one["uid"]): one for one in Calendar.from_ical(built.read(file)).walk("VEVENT")}
    assert str(events["p.han.so-bao@chuong-trinh"]["dtstart"].dt) == "2026-06-30"
    assert str(events["p.han.so-bao@chuong-trinh"]["dtend"].dt) == "2026-07-01"
    assert {"p.ky@chuong-trinh", "p.ke-hoach.2@chuong-trinh", "p.ket-thuc@chuong-trinh"} <= set(events)
    assert built.read(file) == site(now="2028-05-05 07:00").read(file)


def test_what_has_no_day_of_its_own_is_due_at_the_end_of_its_plan_everywhere(site: Site) -> None:
    built = site()
    rows = {row[1]: row[5] for row in csv.reader(io.StringIO(built.read(f"{PAGE}data.csv")))}
    events = Calendar.from_ical(built.read(f"{PAGE}lich.ics")).walk("VEVENT")
    days = {str(one["uid"]).split("@")[0]: one["dtstart"].dt.isoformat() for one in events}
    due = {"so-bao": "2026-06-30", "hoi-thao": "2026-12-31", "so-ket": "2028-12-31", "tong-ket": "2028-12-31"}
    assert {name: rows[name] for name in due} == due
    assert {name: days[f"p.han.{name}"] for name in due} == due
    assert (rows["trao-doi"], "p.han.trao-doi" in days) == ("", False)
    coming = [words(one) for one in built.page(PAGE).select(".timeline")[0].select("li")]
    assert coming == [
        "31/12/2026 Sơ kết",
        "31/12/2026 Hạn: Hội thảo",
        "31/12/2026 Hết thời gian của Kế hoạch năm 2026",
        "31/12/2028 Hạn: Tổng kết",
        "31/12/2028 Hết thời gian của chương trình",
    ]


def line_of(words: str, program: str = PROGRAM) -> int:
    return program[: program.index(words)].count("\n") + 1


WRONG = [
    (
        ("target: 1-2", "target: 2-1"),
        "target: 2-1",
        "target: chỉ tiêu «2-1» có số đầu lớn hơn số sau, hoặc bằng 0. Hãy viết số nhỏ trước, từ 1 trở lên.",
    ),
    (
        ("target: 1-2", "target: nhiều"),
        "target: nhiều",
        (
            "target: chỉ tiêu «nhiều» không đọc được. "
            "Hãy viết «1-2», «ít nhất 1», «thường xuyên», «hằng năm» hoặc «tổng kết»."
        ),
    ),
    (
        ("unit: số", "unitt: số"),
        "unitt",
        (
            "không có ô «unitt» ở đây. Có phải ý bạn là «unit»? "
            "Các ô là id, title, target, unit, due, owner, elsewhere, evidence."
        ),
    ),
    (
        ("id: hoi-thao", "id: hoi-thao\n        id: hai"),
        "id: hai",
        f"ô «id» đã có ở dòng {line_of('id: hoi-thao')}. Hãy giữ một dòng.",
    ),
    (
        ("id: hoi-thao", "id: so-bao "),
        "id: so-bao ",
        f"mã «so-bao» đã là của nhiệm vụ ở dòng {line_of('id: so-bao')}. Hãy đặt mã khác.",
    ),
    (
        ("id: hoi-thao", "id: so-ket "),
        "id: so-ket ",
        f"mã «so-ket» có ở hai nhiệm vụ (dòng {line_of('id: so-ket')} và dòng này). Hãy đặt mã khác.",
    ),
    (
        ("id: hoi-thao", "id: Hội thảo"),
        "id: Hội thảo",
        "id: mã «Hội thảo» không dùng được. Hãy viết «hoi-thao»: chữ thường không dấu, số và gạch nối.",
    ),
    (
        ("            document: =Báo cáo 12/BC\n", ""),
        "date: 20/3/2026",
        "mục này chưa có ô «document». Hãy thêm «document: …».",
    ),
    (
        ("due: 30/6/2026", "due: 30/6/2027"),
        "id: so-bao",
        "hạn 30/6/2027 của nhiệm vụ «so-bao» nằm ngoài thời gian của kế hoạch (2026). Hãy sửa hạn, hoặc thời gian.",
    ),
    (
        ("    end: 2026\n", "    end: 2029\n"),
        "title: Kế hoạch",
        (
            "kế hoạch «Kế hoạch năm 2026» (2026–2029) vượt ra ngoài thời gian của chương trình "
            "(1/1/2026 – 31/12/2028). Hãy sửa một trong hai."
        ),
    ),
    (
        ("    end: 2026\n", "    end: 2025\n"),
        "title: Kế hoạch",
        "kế hoạch «Kế hoạch năm 2026» kết thúc trước khi bắt đầu. Hãy sửa một trong hai ngày.",
    ),
    (
        ("Signed_news: ky-ket", "Signed_news: ky-kết"),
        "Signed_news",
        (
            "Signed_news: không có bài «ky-kết». Có phải ý bạn là «ky-ket»? "
            "Hãy ghi slug của tin về lễ ký, hoặc bỏ dòng này."
        ),
    ),
    (
        ("Kind: Chương trình phối hợp", "Kind: Chương trình"),
        "Kind",
        (
            "Kind: không có «Chương trình». Có phải ý bạn là «Chương trình phối hợp»? "
            "Hãy chọn Chương trình phối hợp, Đề án, Dự án, Kế hoạch, Hội thi."
        ),
    ),
]


@pytest.mark.parametrize(("change", "place", "message"), WRONG)
def test_what_makes_a_program_untrue_is_refused_with_its_line(
    site: Site, change: tuple[str, str], place: str, message: str
) -> None:
    program = PROGRAM.replace(*change)
    built = site(program=program)
    assert built.code == 1
    told = [one for one in built.messages if not one.startswith("cảnh báo:")]
    assert told == [f"programs/p.md:{line_of(place, program)}: {message}"]


def test_all_flaws_of_a_program_are_told_at_once(site: Site) -> None:
    program = (
        PROGRAM.replace("unit: số", "unitt: số")
        .replace("target: ít nhất 2", "target: x")
        .replace("id: so-ket", "mb: x")
    )
    assert len([one for one in site(program=program).messages if "programs/p.md" in one]) == 4


RESULTS = [
    (post("hoi-tao"), "4: Result: chương trình «p» không có nhiệm vụ «hoi-tao». Có phải ý bạn là «hoi-thao»?"),
    (article(Result="hoi-thao"), "3: Result: có kết quả mà chưa ghi chương trình. Hãy thêm dòng «Program: …»."),
    (
        post("hoi-thao", "2025-12-31"),
        "4: Result: bài ngày 31/12/2025 nằm ngoài thời gian của kế hoạch (2026), nên không được tính",
    ),
]


@pytest.mark.parametrize(("text", "message"), RESULTS)
def test_a_result_that_cannot_count_is_told(site: Site, text: str, message: str) -> None:
    assert f"tin-tuc/bai-1.md:{message}" in site(text).said


def test_more_than_a_range_allows_and_a_year_without_review_are_warnings(site: Site) -> None:
    link = {"body": "[x](https://bao.example/1)"}
    built = site(*(post("so-bao", f"2026-0{n}-01", **link) for n in (1, 2, 3)), now="2027-01-01 07:00")
    assert built.code == 0
    assert "nhiệm vụ «so-bao» đã có 3 kết quả, nhiều hơn chỉ tiêu từ 1 đến 2 số." in built.said
    assert "nhiệm vụ «so-ket»: chưa có kết quả cho năm 2026." in built.said
