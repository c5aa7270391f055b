"""A picture's file without place, camera, author and comments, the same to the bit as it looks: what may be kept among
the texts. How a photograph lies stays written.
"""

from __future__ import annotations

from collections.abc import Iterator

from plugins.media import notes

_PNG_KEPT = {b"tRNS", b"iCCP", b"gAMA", b"cHRM", b"sRGB", b"cICP", b"pHYs", b"sBIT", b"acTL", b"fcTL", b"fdAT"}
_WEBP_KEPT = {b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}


def stripped(content: bytes, codec: str) -> bytes:
    """`codec` is Pillow's name of the kind; of kinds other than JPEG, PNG and WEBP nothing is taken."""
    if codec == "JPEG":
        made, turn = notes.without(content, "JPEG")
        return made if turn in (0, 1) else made[:2] + _lies(turn) + made[2:]
    if codec == "PNG":
        return content[:8] + b"".join(_png_chunks(content))
    return _webp(content) if codec == "WEBP" else content


def _lies(turn: int) -> bytes:
    """JPEG's segment that says how a picture lies, and nothing else."""
    from PIL import Image

    exif = Image.Exif()
    exif[notes.ORIENTATION] = turn
    said = exif.tobytes()
    return b"\xff\xe1" + (len(said) + 2).to_bytes(2, "big") + said


def _png_chunks(png: bytes) -> Iterator[bytes]:
    at = 8
    while at + 8 <= len(png):
        end = at + 12 + int.from_bytes(png[at : at + 4], "big")
        name = png[at + 4 : at + 8]
        if name[:1].isupper() or name in _PNG_KEPT:
            yield png[at:end]
        at = end
        if name == b"IEND":
            return


def _webp(content: bytes) -> bytes:
    chunks, at, whole = [], 12, 8 + int.from_bytes(content[4:8], "little")
    while at + 8 <= min(whole, len(content)):
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        name, chunk = content[at : at + 4], content[at:end]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~0b1100]) + chunk[9:]
        if name in _WEBP_KEPT:
            chunks.append(chunk)
        at = end
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + len(body).to_bytes(4, "little") + body
