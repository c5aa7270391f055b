"""Names of persons as Vietnamese sign with them: alone, with their offices, several, behind «Tin, ảnh:»."""

from __future__ import annotations

import re
from dataclasses import dataclass

FAMILIES = frozenset(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đinh trịnh mai lương trương đoàn lâm "
    "phùng tô tạ hà cao chu châu thái la lưu vương quách giáp thân nghiêm nông hứa lục triệu ninh vi leo tống kiều "
    "khuất từ viên văn đàm đồng khổng mạc tăng thạch thiều tôn trà ứng âu ông bạch bế cù diệp doãn giang hàn hầu kim "
    "lại lỗ mẫn mã ma ngụy nguỵ nhữ phí quản sầm tiêu trang uông vàng xa yên thào giàng sùng lò quàng cầm cà đèo ngọ "
    "trình thẩm đường đậu điêu nhâm dư quang hoa luyện lã liễu nhan cấn bàng bành đổng hạ khương lữ lộc nhạc thi tiết "
    "tưởng úc vừ hạng giàng mùa vàng chẩu đặng hồng long ngân phương sơn thới tào chử".split()
)
DEGREES = (
    r"(?:(?:GS|PGS|TSKH|TS|ThS|Ths|KS|BS|BSCKI{1,2}|CN|LS|DS|KTS|NGND|NGƯT|TTND|TTƯT|CKI{1,2})\.?\s*(?:[,/]\s*)?)+"
)
NAME_WORD = re.compile(r"[A-ZÀ-ÝĂĐĨŨƠƯẠ-Ỹ][a-zà-ýăđĩũơưạ-ỹ]*|[A-ZÀ-ÝĂĐĨŨƠƯẠ-Ỹ]{2,}")
INITIALS = re.compile(r"(?:[A-ZĐ]\.){1,3}\s?[A-ZĐ][\w.]*|(?:[A-ZĐ]\.?){2,4}")
GROUPS = re.compile(
    r"(?:Ban [Bb]iên tập|BBT|Ban Truyền thông|Tổ [Bb]iên tập|Nhóm (?:tác giả|phóng viên|PV)|Văn phòng|Phòng|Ban|"
    r"Trung tâm|Liên hiệp|Liên minh|Hội(?! (?:nghị|thảo|đồng|thi|chợ))|Sở|UBND|Chi cục|Trạm)\b[^.:;!?]{0,70}"
)
WIRE = re.compile(
    r"(?:PV|CTV|TTXVN|BTC|BBT|VOV|VTV|Internet|Sưu tầm|sưu tầm|internet|[Tt]ư liệu|Báo .*|.*\.(?:vn|com|net|org))"
)
OFFICE = re.compile(
    r"(?:quyền |nguyên |phó |q\. ?)*(?:chủ tịch|chánh|trưởng|giám đốc|tổng|bí thư|thư ký|ủy viên|uỷ viên|chuyên viên|"
    r"cán bộ|biên tập|phóng viên|cộng tác viên|hiệu trưởng|hiệu phó|giáo viên|giảng viên|bác sĩ|kỹ sư|kĩ sư|"
    r"tiến sĩ|thạc sĩ|nhà báo|"
    r"kế toán|viện trưởng|hội |liên |ban |văn phòng|sở |trung tâm|trường |viện |công ty|ubnd|phòng |"
    r"đoàn |chi cục|trạm|học sinh|sinh viên|nhân viên|pct|ctv|pv|ct |vp)",
    re.IGNORECASE,
)
DASH = re.compile(r"\s+[-–—]\s*|\s*[-–—]\s+|\s*–\s*")
AND = r"\s*(?:,|và|&|-|–|/|\+)\s*"
LABEL = re.compile(
    rf"\(?\s*(?:tin(?:{AND}(?:bài|ảnh))*|bài(?: viết)?(?:{AND}ảnh)?|ảnh{AND}(?:tin|bài)|tác giả(?: bài viết)?|"
    r"người (?:viết|đưa tin|thực hiện|đăng)|thực hiện|biên soạn|biên tập|tổng hợp)\s*[:：]\s*(?P<who>\S.*?)\s*\)?\.?$",
    re.IGNORECASE,
)
PHOTOGRAPHER = re.compile(r"\s*[;.,|–-]?\s*\(?Ảnh\s*[:：]\s*(?P<who>[^;]+?)\)?\s*$", re.IGNORECASE)
ACTS = re.compile(
    r"\b(?:phát biểu|dự|tham dự|trao|ký|chủ trì|kết luận|báo cáo|khai mạc|tặng|chụp|thăm|kiểm tra|trình bày)\b",
    re.IGNORECASE,
)
POLITE = re.compile(r"(?:Đ/c|Đồng chí|Các đồng chí|Ông|Bà)\b")
LONGEST_OFFICE = 140


@dataclass(frozen=True, slots=True)
class Byline:
    """`authors` as the header has them, each with the office behind a comma; `photographer` where another is named."""

    authors: tuple[str, ...]
    photographer: str = ""
    sure: bool = True


def is_person(text: str) -> bool:
    """Whether it is a whole name: family name first, two to six words."""
    words = _bare(text).split()
    return 2 <= len(words) <= 6 and words[0].lower() in FAMILIES and all(map(NAME_WORD.fullmatch, words))


def is_signer(text: str) -> bool:
    """Whether somebody or something may sign so: a person, a pen name, an agency."""
    text = text.strip(" .")
    words = _bare(text).split()
    pen_name = 0 < len(words) <= 5 and all(NAME_WORD.fullmatch(word) or word in "&-–," for word in words)
    return (
        is_person(text) or pen_name or bool(WIRE.fullmatch(text) or INITIALS.fullmatch(text) or GROUPS.fullmatch(text))
    )


def is_signature(text: str) -> bool:
    """Whether the line says by itself that it signs."""
    return LABEL.match(text) is not None


def byline(text: str, *, set_apart: bool) -> Byline | None:
    """Who signs with a line at the end of a text, if it is one. A pen name alone signs where it is `set_apart`: right,
    bold, italic.
    """
    if labelled := LABEL.match(text):
        who = labelled["who"]
        other = PHOTOGRAPHER.search(who)
        written = who[: other.start()] if other else who
        return Byline(_authors(written.strip(" ()")), other["who"].strip() if other else "")
    plain = text.strip(" ()[]*").rstrip(".,;")
    tells = ". " in re.sub(DEGREES, "", plain) or ACTS.search(plain) or POLITE.match(plain)
    if len(plain) > LONGEST_OFFICE + 40 or not plain or plain.endswith(":") or tells:
        return None
    found = _authors(plain)
    if all(is_person(author.partition(",")[0]) for author in found):
        return Byline(found)
    if set_apart and len(plain) <= 60 and all(is_signer(author.partition(",")[0]) for author in found):
        return Byline(found, sure=bool(GROUPS.match(plain)))
    return None


def is_office(text: str) -> bool:
    return (
        len(text) <= LONGEST_OFFICE
        and OFFICE.match(text.strip(" (")) is not None
        and not text.endswith((".", ":", ";"))
    )


def _authors(text: str) -> tuple[str, ...]:
    parts = [part.strip() for part in re.split(r"\s*;\s*|\s+và\s+(?=[A-ZĐ])|\s+&\s+", text) if part.strip()]
    return tuple(author for part in parts for author in _of_part(part))


def _of_part(text: str) -> list[str]:
    return [_cased(author) for author in _with_office(text)]


def _cased(author: str) -> str:
    """A name in capitals as names are written."""
    name, comma, office = author.partition(",")
    return f"{name.title()}{comma}{office}" if name.isupper() and is_person(name) else author


def _with_office(text: str) -> list[str]:
    """One author with an office, or several names that dashes or commas part."""
    if bracketed := re.fullmatch(r"([^()]+?)\s*\(([^()]+)\)?", text):
        return [f"{bracketed[1].strip()}, {bracketed[2].strip()}"]
    for divide in (DASH, re.compile(r"\s*,\s*")):
        name, *others = divide.split(text)
        if not others:
            continue
        if all(is_person(one) or (is_signer(one) and not OFFICE.match(one)) for one in [name, *others]):
            return [name, *others]
        if is_signer(name):
            rest = text[len(name) :].lstrip(" -–—,")
            return [f"{name.strip()}, {rest.strip()}"]
    tight = re.match(r"(?P<name>[^-–—,]+)[-–—](?P<office>\S.*)", text)  # «Nguyễn Thị Thúy-Chánh Văn phòng»
    if tight and is_person(tight["name"].strip()):
        return (
            [tight["name"].strip(), tight["office"]]
            if is_person(tight["office"])
            else [f"{tight['name'].strip()}, {tight['office']}"]
        )
    words = text.split()
    for length in range(2, min(len(words), 6)):  # «Nguyễn Thị Thúy Chánh Văn phòng»
        name, rest = " ".join(words[:length]), " ".join(words[length:])
        if is_person(name) and OFFICE.match(rest) and rest[0].isupper():
            return [f"{name}, {rest}"]
    return [text.strip()]


def _bare(text: str) -> str:
    """A name without degrees and the words of politeness before it."""
    return re.sub(
        rf"^(?:{DEGREES}|(?:Đ/c|Đồng chí|Ông|Bà|Nhà báo|Kỹ sư|Tiến sĩ|Thạc sĩ|Bác sĩ)\.?\s+)+", "", text.strip()
    )
