"""What is told of a document while it is read, and of which place."""

from __future__ import annotations

from collections import Counter

from plugins.base.problems import printable
from plugins.base.vietnamese import fold_spaces
from tools.convert.document import Remark, RemarkKind

LONGEST_QUOTE = 40

HIDDEN = "Chữ ẩn (Hidden) đã bỏ: «{what}»."
TABLE_LEFT_OUT = "Đã bỏ {what} do Word tự lập; trang tự làm mục lục từ các tên mục."
NO_RESULT = "Ô tự động (field) «{what}» của Word chưa có kết quả, nên không có chữ nào; hãy gõ vào chỗ ấy."
OLD_LETTERS = (
    "Đoạn này có vẻ viết bằng bảng mã {what} mà phông không phải phông ấy, nên để nguyên; hãy chuyển mã rồi nhập lại."
)
LOCAL_LINK = "Đường dẫn tới «{what}» chỉ mở được trên máy người soạn, nên chỉ giữ lại chữ."
INNER_LINK = "Đường dẫn tới một chỗ khác trong văn bản («{what}») chỉ còn chữ."
TEXT_BOX = "Chữ trong khung (hộp văn bản, text box) được đưa vào bài ở đây; hãy xem đã đúng chỗ chưa."
CHART = "Biểu đồ của Word {what} không chuyển được; hãy chụp thành ảnh, hoặc viết bảng số liệu."
DIAGRAM = "Hình SmartArt không chuyển được; hãy chụp thành ảnh. Chữ trong hình: «{what}»."
FORMULA = "Công thức được chép thành chữ: «{what}»; hãy đối chiếu với bản Word."
OLD_FORMULA = "Công thức (Equation) không chuyển được; hãy gõ lại, hoặc chụp thành ảnh."
OBJECT = "Vật nhúng ({what}) không chuyển được; hãy lưu nó thành tệp riêng rồi đính kèm, hoặc chụp thành ảnh."
CONTROL = "Ô điều khiển (ActiveX) không chuyển được."
INK = "Nét vẽ tay (ink) không chuyển được; hãy chụp thành ảnh."
WORD_ART = "Chữ nghệ thuật (WordArt) được chép thành chữ thường."
ALT_CHUNK = "Một phần nhúng từ tệp khác (altChunk) không đọc được; hãy mở bằng Word rồi lưu lại, sau đó nhập lần nữa."
SUB_DOCUMENT = "Văn bản con (subdocument) nằm ở tệp khác, không có trong tệp này."
PAGE_PICTURE = "Ảnh ở đầu và cuối trang giấy (biểu trưng, hình nền) đã bỏ."
SYMBOL = "Ký hiệu của phông «{what}» không có trong bảng chữ chung, thay bằng dấu •; hãy xem lại."
LINKED_PICTURE = "ảnh nằm ngoài văn bản («{what}»), không tải về; hãy chép ảnh ấy vào thư mục bài."
LOST_PICTURE = "ảnh không có trong tệp Word (mục «{what}»); hãy lấy ảnh gốc."
UNREADABLE = "ảnh loại {what} không dùng được trên trang; hãy mở bằng Word, lưu ảnh thành PNG hoặc JPEG."
BROKEN_PICTURE = "ảnh bị hỏng hoặc thuộc loại không đọc được; hãy lấy ảnh gốc."
HUGE = "ảnh quá lớn ({what} triệu điểm ảnh); hãy thu nhỏ rồi thêm vào bài."
TURNED = "ảnh được xoay nghiêng trong Word; ở đây là ảnh chưa xoay, hãy xem lại."
LINK_ON_PICTURE = "Ảnh có đường dẫn tới «{what}»; đường dẫn đã bỏ."
FIRST_PAGE = "ảnh TIFF có {what} trang, chỉ lấy trang đầu."
CONVERTED = "ảnh {what} đã được đổi loại để trang dùng được."
EDITED = "ảnh được cắt hoặc xoay như trong Word."
CHANGES = "Đã nhận mọi sửa đổi đang theo dõi (Track Changes): {count} chỗ thêm, xóa hay chuyển."
COMMENTS = "Đã bỏ {count} lời bình, ghi chú bên lề (comment)."
PAGE_HEAD = "Chữ ở đầu và cuối trang giấy đã bỏ: «{what}»."
MACROS = "Tệp có macro; macro đã bỏ, chỉ lấy chữ và ảnh."
SHAPES = "Đã bỏ {count} hình vẽ không có chữ (đường kẻ, khung, mũi tên)."
PLACEHOLDER = "Đã bỏ {count} ô còn nguyên lời nhắc («Bấm để nhập…»)."


class Telling:
    """Gathers remarks; what is found inside a paragraph gets its place when the paragraph is known."""

    def __init__(self) -> None:
        self.remarks: list[Remark] = []
        self.counts: Counter[str] = Counter()
        self._waiting: list[tuple[RemarkKind, str]] = []
        self._last = ""

    def here(self, kind: RemarkKind, words: str, **found: object) -> None:
        """Of the paragraph that is being read; the same is said once."""
        if (said := (kind, _filled(words, found))) not in self._waiting:
            self._waiting.append(said)

    def of(self, place: str, kind: RemarkKind, words: str, **found: object) -> None:
        self.remarks.append(Remark(kind, place, _filled(words, found)))

    def once(self, kind: RemarkKind, words: str, **found: object) -> None:
        """Of the whole text, however often it is met."""
        if (said := Remark(kind, "", _filled(words, found))) not in self.remarks:
            self.remarks.append(said)

    def aside(self) -> list[tuple[RemarkKind, str]]:
        """Sets aside what waits for its paragraph, while a text beside it is read; `resume` takes it up again."""
        waiting, self._waiting = self._waiting, []
        return waiting

    def resume(self, waiting: list[tuple[RemarkKind, str]]) -> None:
        self._waiting = waiting + self._waiting

    def settle(self, at: int, text: str) -> None:
        """The paragraph is read; one without text has no number, and what is in it stands behind the one before."""
        place = f"đoạn {at}{quoted(text)}" if text.strip() else f"sau {self._last}" if self._last else "đầu văn bản"
        self._last = place if text.strip() else self._last
        waiting, self._waiting = self._waiting, []
        self.remarks += [Remark(kind, place, words) for kind, words in waiting]

    def counted(self) -> None:
        """What was counted through the whole text, told once."""
        for words in (CHANGES, COMMENTS, PLACEHOLDER, SHAPES):
            if count := self.counts[words]:
                self.of("", RemarkKind.MADE, words, count=count)


def quoted(text: str) -> str:
    """«The first words…», for a place."""
    plain = printable(fold_spaces(text))
    return f" «{plain[:LONGEST_QUOTE].rstrip()}{'…' if len(plain) > LONGEST_QUOTE else ''}»" if plain else ""


def _filled(words: str, found: dict[str, object]) -> str:
    said = {name: printable(fold_spaces(str(one)))[:300] for name, one in found.items()}
    return fold_spaces(words.format(**said))
