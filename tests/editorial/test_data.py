"""`content/data/`: what is absent is absent on the page, what is wrong is told with file and line."""

from __future__ import annotations

from datetime import date

import pytest

from plugins.base.model import FrontPage, Link, Notice, Organisation
from plugins.base.redirects import OldPlace
from tests.editorial.newsroom import VOCABULARY, Desk, told

TOML = 'dòng này không đúng dạng TOML. Hãy viết như: tên = "giá trị".'
COMMENTS = "Hãy xem lời chú ở đầu tệp."
FACTS = "governing_body, responsible, postal_address, telephone, email, url"


def data_errors(desk: Desk, name: str, text: str | bytes) -> list[str]:
    return [line for line in told(desk({f"data/{name}.toml": text})) if not line.startswith("cảnh báo:")]


def test_a_folder_without_data_is_right_and_knows_nothing(desk: Desk) -> None:
    survey = desk({})
    assert told(survey) == []
    assert (survey.data.organisation, survey.data.menu, survey.data.sisters) == (Organisation(), (), ())
    assert (survey.data.front, survey.data.categories, survey.data.abbreviations) == (FrontPage(), None, {})


def test_everything_that_stands_in_data_is_read(desk: Desk) -> None:
    data = desk(
        {
            "data/site.toml": 'name = "Hội"\nformer_names = ["Hội cũ"]\nurl = "https://hoi.example/"\n'
            '[[notice]]\ntext = "Tên cũ."\nbefore = 2025-07-01\n',
            "data/menus.toml": '[[menu]]\nlabel = "Tin"\ntarget = "/"\n[[footer]]\nlabel = "A"\ntarget = "/a/"\n',
            "data/links.toml": '[[sister]]\nlabel = "Báo"\ntarget = ""\n',
            "data/home.toml": 'lead = "a"\nannouncements = "b"\n',
            "data/abbreviations.toml": 'HTX = "hợp tác xã"\n"KH&KT" = "khoa học và kỹ thuật"\n',
        }
    ).data
    assert data.organisation == Organisation(name="Hội", former_names=("Hội cũ",))
    assert (data.url, data.notices) == ("https://hoi.example", (Notice("Tên cũ.", date(2025, 7, 1)),))
    assert (data.menu, data.footer) == ((Link("Tin", "/"),), (Link("A", "/a/"),))
    assert (data.sisters, data.front) == ((Link("Báo", ""),), FrontPage("a", "b"))
    assert data.abbreviations == {"HTX": "hợp tác xã", "KH&KT": "khoa học và kỹ thuật"}


def test_facts_of_the_union_that_are_empty_are_told_as_a_warning(desk: Desk) -> None:
    message = "cảnh báo: data/site.toml: còn trống: {}. Hãy điền khi biết; ô trống không hiện trên trang."
    assert told(desk({"data/site.toml": 'name = "Hội"\n'})) == [message.format(FACTS)]
    some = "".join(f'{fact} = "x"\n' for fact in FACTS.split(", ")[:-1])
    assert told(desk({"data/site.toml": some})) == [message.format("url")]


def test_categories_stand_by_order_then_by_the_alphabet_and_children_behind_their_parent(desk: Desk) -> None:
    survey = desk({"data/categories.toml": VOCABULARY})
    assert [category.slug for category in survey.categories] == [
        "chuong-trinh-de-an",
        "tin-hoat-dong",
        "hoi-thao-tap-huan",
        "tu-van-phan-bien",
        "khoa-hoc-doi-song",
    ]


def test_a_category_without_a_slug_has_one_made_of_its_name(desk: Desk) -> None:
    survey = desk({"data/categories.toml": '[[category]]\nname = "Hội thảo"\n'})
    assert [category.slug for category in survey.categories] == ["hoi-thao"]


CATEGORY = '[[category]]\nname = "X"\n'
WRONG = [
    ("site", 'name = "a"\nname =\n', f"data/site.toml:2: {TOML}"),
    ("site", 'name = "a"\nname = "b"\n', f"data/site.toml:2: {TOML}"),
    ("site", 'name = "a\nlicence = "b"\n', f"data/site.toml:1: {TOML}"),
    ("site", "name = ", f"data/site.toml: {TOML}"),
    ("site", 'name = "H\xe9i"\n'.encode("latin-1"), "data/site.toml: tệp không phải UTF-8. Hãy lưu lại với mã UTF-8."),
    (
        "site",
        '\n\nnam = "a"\n',
        "data/site.toml:3: không có ô «nam». Có phải ý bạn là «name»? Hãy xem lời chú ở đầu tệp.",
    ),
    ("site", "name = 3\n", f"data/site.toml:1: name: giá trị «3» không đúng loại. {COMMENTS}"),
    (
        "site",
        '[[notice]]\ntext = "a"\n',
        f"data/site.toml: một mục còn thiếu ô: cần text, before. {COMMENTS}",
    ),
    (
        "site",
        '[[notice]]\ntext = "a"\nbefore = "1/7/2025"\n',
        f"data/site.toml:3: before: giá trị «1/7/2025» không đúng loại. {COMMENTS}",
    ),
    ("menus", '[[menu]]\nlabel = "a"\n', f"data/menus.toml: một mục còn thiếu ô: cần label, target. {COMMENTS}"),
    (
        "home",
        'laed = "a"\n',
        "data/home.toml:1: không có ô «laed». Có phải ý bạn là «lead»? Hãy xem lời chú ở đầu tệp.",
    ),
    (
        "categories",
        f"{CATEGORY}order = true\n",
        f"data/categories.toml:3: order: giá trị «True» không đúng loại. {COMMENTS}",
    ),
    (
        "categories",
        f'{CATEGORY}[[category.rule]]\nwords = "x"\n',
        f"data/categories.toml:4: words: giá trị «x» không đúng loại. {COMMENTS}",
    ),
    (
        "categories",
        '[[category]]\nslug = "x"\n',
        f"data/categories.toml: một mục còn thiếu ô: cần name, slug. {COMMENTS}",
    ),
    (
        "categories",
        f'{CATEGORY}slug = "Xã Hội"\n',
        "data/categories.toml:3: slug «Xã Hội» có ký tự lạ. Hãy dùng «xa-hoi».",
    ),
    (
        "categories",
        f'{CATEGORY}slug = "all"\n',
        "data/categories.toml:3: slug «all» đã dùng cho việc khác. Hãy đổi slug.",
    ),
    (
        "categories",
        f'{CATEGORY}slug = "x"\n[[category]]\nname = "Y"\nslug = "x"\n',
        "data/categories.toml:6: hai loại tin cùng slug «x». Hãy đổi một slug.",
    ),
    (
        "categories",
        f'{CATEGORY}slug = "x"\nparent = "y"\n',
        "data/categories.toml:3: loại cha «y» của «X» không có hoặc đi vòng. Hãy sửa parent.",
    ),
    (
        "categories",
        f'{CATEGORY}slug = "x"\nparent = "x"\n',
        "data/categories.toml:3: loại cha «x» của «X» không có hoặc đi vòng. Hãy sửa parent.",
    ),
]


DEEP = "ô lồng trong ô quá nhiều tầng. Hãy xem lời chú ở đầu tệp."
WRONG += [
    (
        "site",
        '[[notice]]\ntext = "a"\nbefore = 2025-07-01T07:00:00\n',
        f"data/site.toml:3: before: giá trị «2025-07-01 07:00:00» không đúng loại. {COMMENTS}",
    ),
    ("site", f'name = "a"\n{"a." * 2000}a = 1\n', f"data/site.toml:2: {DEEP}"),
    ("menus", f'[{"x . " * 2000}"x"]\n', f"data/menus.toml:1: {DEEP}"),
    ("menus", "[[" + '"a".' * 2000 + "a]]\n", f"data/menus.toml:1: {DEEP}"),
    ("menus", f"menu = {'[' * 5000}", f"data/menus.toml: {DEEP}"),
    ("menus", f"menu = {'{a=' * 5000}", f"data/menus.toml: {DEEP}"),
    ("home", f'lead = "a"\nx = {"1" * 6000}\n', f"data/home.toml:2: {TOML}"),
    ("home", f"lead = 0x{'f' * 6000}\n", f"data/home.toml:1: lead: giá trị «…» không đúng loại. {COMMENTS}"),
    ("site", f"name = '{'a' * 500_000}'\n", "data/site.toml: tệp lớn 500 kB, quá 500 kB. Hãy bỏ bớt."),
    (
        "links",
        '[[sister]]\nlabel = "a"\ntarget = ""\n' * 1001,
        "data/links.toml: «sister» có 1001 mục, quá 1000. Hãy bỏ bớt.",
    ),
]


@pytest.mark.parametrize(("name", "text", "message"), WRONG, ids=[f"{row[0]}-{row[2][:50]}" for row in WRONG])
def test_a_mistake_in_data_is_told_with_file_and_line(desk: Desk, name: str, text: str | bytes, message: str) -> None:
    assert data_errors(desk, name, text) == [message]


def test_a_circle_of_parents_is_told_of_each(desk: Desk) -> None:
    text = "".join(f'[[category]]\nname = "{a}"\nslug = "{a}"\nparent = "{b}"\n' for a, b in ("xy", "yz", "zx"))
    assert data_errors(desk, "categories", text) == [
        f"data/categories.toml:{line}: loại cha «{b}» của «{a}» không có hoặc đi vòng. Hãy sửa parent."
        for line, (a, b) in ((3, "xy"), (7, "yz"), (11, "zx"))
    ]


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_data_saved_on_windows_is_the_same(desk: Desk, ending: str) -> None:
    text = "\ufeff" + 'name = "Hội"\nshort_name = "H"\n'.replace("\n", ending)
    assert desk({"data/site.toml": text}).data.organisation == Organisation(name="Hội", short_name="H")


SHAPELESS = [
    ("menus", 'menu = "Tin"\n'),
    ("menus", '[menu]\nlabel = "Tin"\ntarget = "/"\n'),
    ("links", "sister = 3\n"),
    ("site", "notice = 1\n"),
    ("categories", '[category]\nname = "X"\n'),
    ("categories", '[[category]]\nname = "X"\nrule = "y"\n'),
    ("categories", '[[category]]\nname = "X"\ntags = [1]\n'),
    ("categories", '[[category]]\nname = "X"\n[[category.rule]]\nwords = [1]\n'),
    ("categories", '[[category]]\nname = "…"\n'),
    ("categories", '[[category]]\nname = "Tin"\nslug = "a"\n[[category]]\nname = "TIN"\nslug = "b"\n'),
    ("abbreviations", "HTX = 3\n"),
]


@pytest.mark.parametrize(("name", "text"), SHAPELESS)
def test_data_of_another_shape_or_that_names_nothing_is_told(desk: Desk, name: str, text: str) -> None:
    [message] = data_errors(desk, name, text)
    assert message.startswith(f"data/{name}.toml")


@pytest.mark.parametrize("key", ["lead", "announcements"])
def test_a_choice_for_the_home_page_that_is_not_there_is_a_warning(desk: Desk, key: str) -> None:
    survey = desk({"data/home.toml": f'{key} = "khong-co"\n'})
    [problem] = survey.problems
    assert str(problem) == f"cảnh báo: data/home.toml: {key}: không có «khong-co». Hãy sửa, hoặc để trống."


LINKS = [
    ("javascript:alert(1)", False),
    (" JavaScript:alert(1)", False),
    ("java\\tscript:alert(1)", False),
    ("java\\u0001script:x", False),
    ("javascript&colon;alert(1)", False),
    ("data:text/html,x", False),
    ("vbscript:x", False),
    ("file:///etc/passwd", False),
    ("ftp://x.example/", False),
    ("/\\\\x.example/", False),
    ("\\\\\\\\x.example", False),
    ("///x.example", False),
    ("http:alert", False),
    ("https://", False),
    ("tin-tuc/", False),
    ('/tin-tuc/\\"onclick=x', False),
    ("/", True),
    ("/tin-tuc/?q=a#b", True),
    ("/tìm kiếm/", False),
    ("/tìm-kiếm/", True),
    ("#cuoi", True),
    ("HTTPS://x.example/a(b)'c", True),
    ("//x.example/a", True),
    ("mailto:a@x.example", True),
    ("tel:+84204", True),
    ("", True),
]


@pytest.mark.parametrize(("target", "taken"), LINKS)
def test_a_link_of_a_menu_leads_to_the_site_or_to_what_runs_nothing(desk: Desk, target: str, taken: bool) -> None:
    rows = {name: f'[[{name}]]\nlabel = "Nơi"\ntarget = "{target}"\n' for name in ("menu", "footer", "sister")}
    files = {"data/menus.toml": rows["menu"], "data/links.toml": rows["sister"]}
    said = [str(one).partition(": target: ") for one in desk(files).problems]
    assert [place for place, _, _ in said] == ([] if taken else ["data/menus.toml:3", "data/links.toml:3"])


def test_old_addresses_of_no_text_are_read_from_their_table(desk: Desk) -> None:
    table = "old,new,reason\n/muc-cu,/chuyen-muc/a/,\n/node/9,,Đã bỏ\n\n/muc-cu/,/b/,\n"
    assert desk({"data/redirects.csv": table}).data.old_places == (
        OldPlace("/muc-cu", "/chuyen-muc/a/"),
        OldPlace("/node/9", "", "Đã bỏ"),
    )


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("/cu,/moi/,\n", "1: dòng đầu phải là «old,new,reason»."),
        ("old,new,reason\n/cu,/moi/\n", "2: dòng này không có đủ ba cột old,new,reason."),
        (
            "old,new,reason\n/cu,https://x.example/,\n",
            "2: «https://x.example/» không phải địa chỉ hay tệp của trang này.",
        ),
        ("old,new,reason\n/cu,,\n", "2: «/cu» không dẫn tới đâu mà cũng không có lý do."),
        ("old,new,reason\n/anh/cu,/moi/,\n", "2: «/anh/cu» là chỗ trang này dùng cho việc khác."),
        ("old,new,reason\n/../cu,/moi/,\n", "2: «/../cu» có phần «..» bắt đầu bằng dấu chấm."),
    ],
)
def test_a_wrong_row_of_old_addresses_is_told_with_its_line(desk: Desk, table: str, message: str) -> None:
    (problem,) = told(desk({"data/redirects.csv": table}))
    assert problem.startswith(f"data/redirects.csv:{message}")
