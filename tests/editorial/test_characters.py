"""Letters and signs: what is looked for in one go holds all that may be wrong."""

from __future__ import annotations

import sys

from plugins.editorial import characters

EVERY = "".join(map(chr, range(sys.maxunicode + 1)))
READ_TWICE = ("á»™", "áº¿", "Ã¡", "Ãª", "Æ°", "Æ¡", "Ä‘", "Äƒ")


def test_a_text_without_a_suspect_sign_has_none_that_is_told() -> None:
    suspect = set(characters.SUSPECT.findall(EVERY))
    told = (characters.FORBIDDEN, characters.OF_ONE_FONT, characters.OF_OLD_FONTS)
    assert {sign for pattern in told for sign in pattern.findall(EVERY)} | {"\ufffd"} <= suspect
    assert all(characters.READ_TWICE.search(sign) and suspect & {*sign} for sign in READ_TWICE)
    assert not suspect & {*"aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ …“”•→m²"}
