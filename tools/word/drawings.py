"""What is drawn in the text: pictures, text boxes, charts, in Word's new form (DrawingML) and the old (VML)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tools.word.ooxml import MC, OFFICE, PIC, VML, WP, WPS, A, Element, R, W, alternative, local, number

EMU_A_PIXEL = 9525
# Shapes of VML that stand for themselves; "hr" on one says that it is a rule across the page.
_BARE = frozenset("shape rect roundrect oval line polyline curve arc".split())
_SIDES = ("left", "top", "right", "bottom")
_UNITS = {"pt": 96 / 72, "px": 1.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "pc": 16.0, "": 1.0}
_SIZE = re.compile(r"(?:^|;)\s*(width|height):\s*(\d+(?:\.\d+)?|\.\d+)(pt|px|in|cm|mm|pc)?")


Shares = tuple[float, float, float, float]
WHOLE: Shares = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class PictureEdit:
    """What Word does to a picture when it shows it."""

    crop: Shares = WHOLE
    """Shares of the picture that are cut off: left, top, right, bottom."""
    turn: int = 0
    """Degrees, clockwise; behind the mirror."""
    mirrored: bool = False
    flipped: bool = False
    """Upside down."""

    @property
    def upright(self) -> bool:
        return not (self.turn or self.mirrored or self.flipped)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One thing that is drawn. `kind`: picture, box, chart, diagram, words, object, control,
    ink, shape.
    """

    kind: str
    element: Element = None
    relation: str = ""
    linked: str = ""
    floats: bool = False
    alt: str = ""
    title: str = ""
    width: int = 0
    height: int = 0
    edit: PictureEdit = PictureEdit()
    href: str = ""
    text: str = ""


def found(element: Element) -> Iterator[Drawn]:
    """Everything that `w:drawing`, `w:pict` or `w:object` draws, in its order."""
    yield from _walk(element, Drawn(""))


def _walk(element: Element, frame: Drawn) -> Iterator[Drawn]:
    if not isinstance(element.tag, str):
        return
    if element.tag == f"{MC}AlternateContent":
        for one in alternative(element):
            yield from _walk(one, frame)
    elif element.tag in (f"{WP}inline", f"{WP}anchor"):
        yield from _children(element, _frame(element))
    elif element.tag == f"{PIC}pic":
        yield _picture(element, frame)
    elif element.tag == f"{W}txbxContent":
        yield replace(frame, kind="box", element=element)
    elif element.tag == f"{W}p":
        return
    elif element.tag.startswith(VML):
        yield from _vml(element, frame)
    else:
        yield from _other(element, frame)


def _children(element: Element, frame: Drawn) -> Iterator[Drawn]:
    for one in element:
        yield from _walk(one, frame)


def _other(element: Element, frame: Drawn) -> Iterator[Drawn]:
    name = local(element)
    if name in ("chart", "relIds") and (relation := element.get(f"{R}id") or element.get(f"{R}dm")):
        yield replace(frame, kind="chart" if name == "chart" else "diagram", relation=relation)
    elif element.tag == f"{OFFICE}OLEObject":
        yield replace(frame, kind="object", text=element.get("ProgID", ""))
    elif element.tag == f"{W}control":
        yield replace(frame, kind="control")
    elif name == "contentPart":
        yield replace(frame, kind="ink")
    elif element.tag == f"{A}txBody":
        words = "\n".join("".join(one.text or "" for one in row.iter(f"{A}t")) for row in element.iter(f"{A}p"))
        if words.strip():
            yield replace(frame, kind="words", text=words)
    elif element.tag in (f"{WPS}wsp", f"{WPS}cxnSp"):
        yield from _shape(element, frame)
    else:
        yield from _children(element, frame)


def _shape(element: Element, frame: Drawn) -> Iterator[Drawn]:
    """A picture that fills it, the text in it; or a mere line or frame."""
    fill = element.find(f"{WPS}spPr/{A}blipFill")
    inside = ([_picture(fill, frame)] if fill is not None else []) + list(_children(element, frame))
    yield from inside or [replace(frame, kind="shape")]


def _frame(element: Element) -> Drawn:
    about, extent = element.find(f"{WP}docPr"), element.find(f"{WP}extent")
    link = about.find(f"{A}hlinkClick") if about is not None else None
    return Drawn(
        "",
        floats=element.tag == f"{WP}anchor",
        alt=about.get("descr", "") if about is not None else "",
        title=about.get("title", "") if about is not None else "",
        href=link.get(f"{R}id", "") if link is not None else "",
        width=0 if extent is None else _pixels(extent.get("cx")),
        height=0 if extent is None else _pixels(extent.get("cy")),
    )


def _picture(element: Element, frame: Drawn) -> Drawn:
    """`pic:pic`, or the picture that fills a shape. In a group each has a size and words of its own."""
    blip, cut = next(element.iter(f"{A}blip"), None), next(element.iter(f"{A}srcRect"), None)
    about, form = element.find(f"{PIC}nvPicPr/{PIC}cNvPr"), element.find(f"{PIC}spPr/{A}xfrm")
    vector = next((one.get(f"{R}embed", "") for one in element.iter() if local(one) == "svgBlip"), "")
    return replace(
        frame,
        kind="picture",
        relation=(blip.get(f"{R}embed", "") if blip is not None else "") or vector,
        linked=blip.get(f"{R}link", "") if blip is not None else "",
        alt=frame.alt or (about.get("descr", "") if about is not None else ""),
        title=frame.title or (about.get("title", "") if about is not None else ""),
        edit=_edit(cut, form),
    )


def _edit(cut: Element | None, form: Element | None) -> PictureEdit:
    crop = WHOLE if cut is None else _sane([_share(cut.get(side, "0")) for side in "ltrb"])
    if form is None:
        return PictureEdit(crop)
    turn = round(number(form.get("rot", "0")) / 60_000) % 360
    mirrored, flipped = (form.get(name) in ("1", "true") for name in ("flipH", "flipV"))
    return PictureEdit(crop, turn, mirrored, flipped)


def _sane(cut: Sequence[float]) -> Shares:
    left, top, right, bottom = cut
    return (left, top, right, bottom) if left + right < 1 and top + bottom < 1 else WHOLE


def _share(words: str) -> float:
    if words.endswith("%"):
        return max(0, number(words[:-1]) / 100)
    return max(0, number(words) / 100_000)


def _vml(element: Element, frame: Drawn) -> Iterator[Drawn]:
    name = element.tag.removeprefix(VML)
    if name == "imagedata":
        yield replace(
            frame,
            kind="picture",
            relation=element.get(f"{R}id") or element.get(f"{OFFICE}relid") or "",
            linked=element.get(f"{R}href") or element.get(f"{OFFICE}href") or "",
            title=frame.title or element.get(f"{OFFICE}title", ""),
            edit=PictureEdit(_sane([_fraction(element.get(f"crop{side}", "0")) for side in _SIDES])),
        )
    elif name == "textpath" and (words := element.get("string", "").strip()):
        yield replace(frame, kind="words", text=words)
    elif name not in ("shapetype", "fill"):
        inside = list(_children(element, _vml_frame(element, frame)))
        is_bare = name in _BARE and not inside and element.get(f"{OFFICE}hr") is None
        yield from [replace(frame, kind="shape")] if is_bare else inside


def _vml_frame(element: Element, frame: Drawn) -> Drawn:
    style = element.get("style", "")
    floats = frame.floats or "position:absolute" in style.replace(" ", "")
    alt = element.get("alt") or frame.alt
    if element.getparent() is not None and element.getparent().tag == f"{VML}group":
        return replace(frame, alt=alt, width=0, height=0)
    sizes = {side: round(float(amount) * _UNITS[unit]) for side, amount, unit in _SIZE.findall(style)}
    return replace(frame, alt=alt, floats=floats, width=sizes.get("width", 0), height=sizes.get("height", 0))


def _fraction(words: str) -> float:
    """VML writes 65536ths with an f, or plain shares."""
    try:
        return max(0, float(words[:-1]) / 65_536 if words.endswith("f") else float(words))
    except ValueError:
        return 0


def _pixels(emu: str | None) -> int:
    return round(number(emu or "0") / EMU_A_PIXEL)
