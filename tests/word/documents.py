"""Documents for the tests, made of the XML that Word writes, as small as each case allows."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from PIL import Image

from tools.convert import SourceDocument
from tools.word.reading import read

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_CONTENT_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>'
ROOTS = {
    "styles": "styles",
    "numbering": "numbering",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "header": "hdr",
}


def parts_of(body: str, links: dict[str, tuple[str, str]] | None = None, /, **others: str) -> dict[str, str | bytes]:
    """The parts of a document: its body, other parts by their kind, and `links` as id → (kind, target)."""
    related = {f"r-{kind}": (kind, f"{kind}.xml") for kind in others} | (links or {})
    rows = "".join(
        f'<Relationship Id="{name}" Type="{TYPES}/{kind}" Target="{target}"{external(target)}/>'
        for name, (kind, target) in related.items()
    )
    main = f'<Relationship Id="r1" Type="{TYPES}/officeDocument" Target="word/document.xml"/>'
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELATIONS.format(main),
        "word/_rels/document.xml.rels": _RELATIONS.format(rows),
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
    }
    for kind, inner in others.items():
        root = ROOTS.get(kind)
        made[f"word/{kind}.xml"] = f"<w:{root} {NAMES}>{inner}</w:{root}>" if root else inner
    return made


def external(target: str) -> str:
    return ' TargetMode="External"' if ":" in target else ""


def archive(folder: Path, parts: dict[str, str | bytes], name: str = "van-ban.docx") -> Path:
    file = folder / name
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for part, content in parts.items():
            made.writestr(part, content)
    return file


def document(
    folder: Path,
    body: str,
    links: dict[str, tuple[str, str]] | None = None,
    media: dict[str, bytes] | None = None,
    /,
    **others: str,
) -> SourceDocument:
    """A document with such a body, read."""
    parts = parts_of(body, links, **others) | {f"word/{name}": content for name, content in (media or {}).items()}
    return read(archive(folder, parts), folder)


def p(*inner: str, props: str = "") -> str:
    return f"<w:p><w:pPr>{props}</w:pPr>{''.join(inner)}</w:p>"


def r(text: str, props: str = "") -> str:
    return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def style(name: str, inner: str, kind: str = "paragraph", *, default: bool = False, shown: str = "") -> str:
    mark = ' w:default="1"' if default else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}"{mark}><w:name w:val="{shown or name}"/>{inner}</w:style>'


def field(instruction: str, result: str) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    return f"{mark('begin')}<w:r><w:instrText>{instruction}</w:instrText></w:r>{mark('separate')}{result}{mark('end')}"


def image(kind: str = "PNG", size: tuple[int, int] = (40, 30), **how: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **how)
    return out.getvalue()


def drawing(relation: str, *, alt: str = "", floats: bool = False, crop: str = "") -> str:
    """A picture as Word draws it, 96 pixels wide."""
    frame = "anchor" if floats else "inline"
    return (
        f'<w:r><w:drawing><wp:{frame}><wp:extent cx="914400" cy="457200"/><wp:docPr id="1" name="x" descr="{alt}"/>'
        f'<a:graphic><a:graphicData uri="picture"><pic:pic><pic:blipFill><a:blip r:embed="{relation}"/>{crop}'
        f"</pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:{frame}></w:drawing></w:r>"
    )


def shown(read: SourceDocument) -> str:
    """The HTML without the numbers of its blocks."""
    return re.sub(r' data-at="\d+"', "", read.html)


def heard(read: SourceDocument) -> list[str]:
    return [f"{one.kind}: {one.place}: {one.said}" for one in read.remarks]
