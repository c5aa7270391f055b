"""What git says in English, and what an editor does about it, in Vietnamese. One row a reason."""

from __future__ import annotations

import re

from plugins.base.problems import Message

KEPT = "Bài của bạn vẫn còn nguyên trên máy này."
AGAIN = "rồi gõ lại lệnh publish."
NO_GIT = Message(
    "Máy này chưa có git.", "Hãy cài git (https://git-scm.com/downloads), mở cửa sổ lệnh mới, rồi gõ lại lệnh publish."
)
NOT_A_REPOSITORY = Message(
    "Thư mục này không phải bản sao của kho bài (git clone).",
    "Hãy mở đúng thư mục đã lấy về bằng git clone; chưa có thì hỏi người quản trị địa chỉ kho.",
)
OTHER_OWNER = Message(
    "Git thấy thư mục này thuộc về một người dùng khác của máy.",
    f'Nếu đúng là thư mục của bạn, hãy gõ: git config --global --add safe.directory "{{path}}" {AGAIN}',
)
LOCKED = Message(
    "Git đang bận ở thư mục này, hoặc lần trước máy tắt giữa chừng nên còn tệp khóa «{path}».",
    f"Hãy đóng mọi cửa sổ lệnh và chương trình đang dùng git, đợi một phút, xóa tệp khóa ấy nếu nó còn, {AGAIN}",
)
SETTINGS_LOCKED = Message(LOCKED.wrong.replace("{path}", "{path}.lock"), LOCKED.mend)
NESTED = Message(
    "Trong «{path}» có một kho git khác (thư mục ẩn .git), nên bài ở đó không đăng được.",
    f"Hãy xóa thư mục .git trong đó nếu nó còn, {AGAIN}",
)
UNMERGED = Message(
    "Tệp «{path}» còn dở một lần ghép của git.", f'Hãy giữ lại lời đúng trong tệp, gõ: git add "{{path}}", {AGAIN}'
)
NO_NAME = Message(
    "Git chưa biết tên và thư điện tử của bạn để ghi dưới mỗi lần đăng.",
    f'Hãy gõ: git config user.name "HỌ VÀ TÊN", rồi: git config user.email "THƯ ĐIỆN TỬ", {AGAIN}',
)
TOO_MUCH_FOR_SERVER = Message(
    "Lần đăng này cần nhiều bộ nhớ hoặc thời gian hơn mức máy chủ cho một lần đăng.",
    f"Hãy bỏ tệp rất lớn hoặc rất lạ, hay đăng làm nhiều lần; vẫn vậy thì báo người quản trị. {KEPT}",
)
DISK_FULL = Message("Ổ đĩa đã đầy.", f"Hãy xóa bớt tệp không dùng, {AGAIN}")
TOO_LARGE = Message(
    "Kho không nhận vì có tệp quá lớn.",
    f"Hãy làm nhỏ tệp ấy và báo người quản trị: tệp cũ còn nằm trong lần ghi. {KEPT}",
)
REFUSED = Message("Máy chủ không nhận lần đăng này.", f"Lý do ở ngay trên; hãy sửa, {AGAIN} {KEPT}")
NOT_ALLOWED = Message(
    "Máy chủ không nhận tên, mật khẩu hoặc khóa của bạn.",
    f"Hãy xem lại mật khẩu, hoặc nhờ người quản trị cấp quyền đăng cho máy này. {KEPT}",
)
UNKNOWN_HOST = Message(
    "Máy này chưa từng kết nối với máy chủ của kho, hoặc khóa của máy chủ đã đổi.",
    f"Hãy hỏi người quản trị khóa của máy chủ; đúng thì gõ git fetch, trả lời yes, {AGAIN}",
)
NOT_REACHED = Message("Không kết nối được với máy chủ của kho.", f"Hãy xem mạng có thông không, {AGAIN} {KEPT}")
CERTIFICATE = Message(
    "Chứng chỉ của máy chủ không được tin.",
    f"Hãy xem ngày giờ của máy có đúng không; vẫn vậy thì báo người quản trị. {KEPT}",
)
WRONG_REMOTE = Message(
    "Không có kho nào ở địa chỉ mà thư mục này được nối tới.",
    f"Hãy gõ git remote -v, chụp màn hình gửi người quản trị. {KEPT}",
)
CHECKED_OUT = Message(
    "Kho ở đầu kia là một thư mục làm việc, không nhận được bài.",
    f"Hãy báo người quản trị: cần một kho trần (git init --bare). {KEPT}",
)
SERVER_FAULT = Message(
    "Máy chủ không ghi được vào kho.", f"Hãy báo người quản trị xem chỗ trống và quyền ghi ở đó. {KEPT}"
)
CUT_OFF = Message(
    "Kết nối đứt giữa chừng, chưa biết máy chủ đã nhận hay chưa.",
    f"Hãy gõ lại lệnh publish: đã nhận rồi thì lệnh nói vậy, chưa thì đăng tiếp. {KEPT}",
)
IN_THE_WAY = Message(
    "Bản mới trong kho sửa đúng vào tệp mà bạn đang sửa dở và chưa đăng: {path}.",
    f"Hãy chép tệp ấy ra ngoài thư mục, gõ git checkout -- {{path}} (tệp mới tạo thì dời đi), {AGAIN}",
)
UNRELATED = Message("Kho và thư mục này không cùng gốc.", f"Hãy báo người quản trị; đừng tự ghép. {KEPT}")
OLD_GIT = Message(
    "Git trên máy này cũ hơn 2.38, không ghép được bài.", f"Hãy cài bản mới ở https://git-scm.com/downloads, {AGAIN}"
)
FILE_IN_USE = Message(
    "Git không ghi được vào một tệp, thường vì tệp đang mở trong chương trình khác.",
    f"Hãy đóng Word và các cửa sổ đang mở tệp trong thư mục này, {AGAIN} {{words}}",
)
LONG_NAME = Message("Tên tệp hoặc đường dẫn quá dài.", f"Hãy đặt tên thư mục và tệp ngắn hơn, {AGAIN}")
DAMAGED = Message(
    "Kho git trên máy này bị hỏng, thường vì máy tắt đột ngột.",
    "Hãy chép thư mục content ra nơi khác, lấy kho về lại bằng git clone, chép những tệp đã sửa vào, rồi đăng lại.",
)
UNKNOWN = Message(
    "Git gặp chuyện mà lệnh này chưa biết cách giải thích.", f"{KEPT} Hãy chụp màn hình gửi người quản trị. Git nói:"
)

# The first row that fits decides: what is special stands before what is general.
REASONS = tuple(
    (re.compile(pattern, re.IGNORECASE), message)
    for pattern, message in (
        (r"dubious ownership in repository at '(?P<path>[^']+)'", OTHER_OWNER),
        (r"not a git repository", NOT_A_REPOSITORY),
        (r"Unable to create '(?P<path>[^'\n]+\.lock)': File exists", LOCKED),
        (r"could not lock config file (?P<path>.+): File exists", SETTINGS_LOCKED),
        (r"'(?P<path>[^']+?)/?' does not have a commit checked out", NESTED),
        (r"(?P<path>\S.*): unmerged \(", UNMERGED),
        (r"tell me who you are|unable to auto-detect email|empty ident name|no (?:email|name) was given", NO_NAME),
        (r"file size limit|GH001|exceeds? .*maximum .*size|pack exceeds maximum allowed size", TOO_LARGE),
        (r"refusing to update checked out branch", CHECKED_OUT),
        (r"hook declined|protected branch", REFUSED),
        (r"remote: fatal: Out of memory|(?:index-pack|unpack-objects) died of signal", TOO_MUCH_FOR_SERVER),
        (r"unpacker error|remote unpack failed|insufficient permission for adding an object", SERVER_FAULT),
        (r"No space left on device|Disk quota exceeded|not enough space", DISK_FULL),
        (r"Host key verification failed", UNKNOWN_HOST),
        (r"certificate|SSL_|TLS (?:connect|handshake)", CERTIFICATE),
        (
            r"returned error: 404|repository .*not found|does not appear to be a git repository|no such remote",
            WRONG_REMOTE,
        ),
        (
            (
                r"Permission denied \(|Authentication failed|could not read (?:Username|Password)|prompts disabled|"
                r"Access denied|returned error: 40[13]|Permission to .* denied|Invalid username"
            ),
            NOT_ALLOWED,
        ),
        (
            (
                r"Could not resolve|Network is unreachable|Connection (?:timed out|refused)|Operation timed out|"
                r"Failed to connect|Couldn't connect|No route to host|unable to access|unable to connect"
            ),
            NOT_REACHED,
        ),
        (
            (
                r"remote end hung up|unexpected disconnect|early EOF|Broken pipe|RPC failed|"
                r"Connection (?:reset|closed)|Could not read from remote"
            ),
            CUT_OFF,
        ),
        (r"Entry '(?P<path>[^']+)' not uptodate", IN_THE_WAY),
        (r"file '(?P<path>[^']+)' would be overwritten", IN_THE_WAY),
        (r"unrelated histories", UNRELATED),
        (r"usage: git merge-tree|unknown option `write-tree", OLD_GIT),
        (r"Filename too long", LONG_NAME),
        (r"corrupt|bad signature|loose object|bad object|is empty\b.*object|missing blob", DAMAGED),
        (r"unable to (?:create|unlink|write|open)|Permission denied|could not open|Invalid argument", FILE_IN_USE),
    )
)
RACED = re.compile(
    r"remote: .*\(fetch first\)"  # our own server, to a push that waited for another one
    r"|\[rejected\].*\((?:fetch first|non-fast-forward|stale info)\)"
    r"|\[remote rejected\].*\((?:cannot lock ref|failed to update ref|incorrect old value|fetch first)"
)


def told(english: str) -> str:
    """What to do about a failure of git; what is not known is shown as git said it."""
    for pattern, message in REASONS:
        if found := pattern.search(english):
            return message(words=_last(english), **found.groupdict())
    return f"{UNKNOWN()}\n{english.strip()}"


def raced(english: str) -> bool:
    """Whether a push failed only because another one came first."""
    return RACED.search(english) is not None


def _last(english: str) -> str:
    """The line that says most, for whoever gets the picture of the screen."""
    lines = [line.strip() for line in english.splitlines() if line.strip()]
    blaming = [line for line in lines if line.startswith(("fatal:", "error:"))]
    return f"({(blaming or lines or [''])[-1]})"
