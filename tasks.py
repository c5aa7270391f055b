"""The commands of the project, for people: `python3 tasks.py NAME`, or `inv NAME` inside the environment.

Run by itself, this file first sets the project up and enters .venv (tools/setup.py).
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this line is there for those who have an older one
    sys.exit(f"Cần Python 3.11 trở lên; lệnh này đang chạy bằng Python {sys.version_info[0]}.{sys.version_info[1]}.")

from tools import ctrl_c

if __name__ == "__main__":
    ctrl_c.end_calmly()

from tools import CACHE, ROOT, setup

if __name__ == "__main__":
    setup.enter(sys.argv[1:])

import os
import time
from collections.abc import Sequence
from pathlib import Path

from tools import commands
from tools.commands import command
from tools.drupal import OPTIONS as OLD_SITE
from tools.options import ACCOUNT, HOME


@command()
def preview(*, port: str = "8000", content: str = "", now: str = "") -> None:
    """Xem trước: dựng trang, mở tại http://127.0.0.1:8000, tự dựng lại mỗi khi lưu bài; Ctrl-C để dừng."""
    setup.ensure(setup.Need.EDITOR)
    from tools import preview as room

    room.serve(room.port_number(port), overrides(content=content, now=now))


@command()
def build(
    *,
    content: str = "",
    output: str = "",
    site_url: str = "",
    now: str = "",
    fresh: bool = False,
    no_search: bool = False,
    explain: str = "",
) -> None:
    """Dựng bản phát hành vào output/: soát bài, dựng, rồi kiểm tra; có lỗi thì không dựng."""
    setup.ensure(setup.Need.SITE)
    from tools import site

    begun = time.monotonic()
    target = (Path(output) if output else ROOT / "output").resolve()
    if fresh:
        site.forget()
    asked = overrides(content=content, now=now, site_url=site_url, explain=explain)
    told = site.build(asked | {"OUTPUT_PATH": str(target), "SEARCH_INDEX": not no_search})
    print(f"Đã dựng {target}: {told}; {_seconds(begun)} giây.")


@command()
def check(*, content: str = "", now: str = "", fix: bool = False) -> None:
    """Soát bài: nói mọi lỗi cùng một lúc, không dựng gì."""
    setup.ensure(setup.Need.SITE)
    from tools import site

    begun = time.monotonic()
    if fix:
        from tools import fix as mender

        try:
            mender.fix(_folder(content))
        except OSError as error:
            raise SystemExit(_not_written(error)) from None
    site.build(overrides(content=content, now=now) | {"CHECK_ONLY": True})
    print(f"Không có lỗi; đã soát trong {_seconds(begun)} giây.")


@command(title="tiêu đề bài, trong dấu nháy kép")
def new(title: str, *, category: str = "", author: str = "", content: str = "", now: str = "") -> None:
    """Bài mới: tạo thư mục và tệp index.md đã có phần đầu, ở trạng thái nháp."""
    setup.ensure(setup.Need.SITE)
    from plugins.base import moments
    from plugins.base.problems import InvalidValue
    from tools import new as desk

    folder = _folder(content)
    try:
        file = desk.create(folder, title, category or desk.ask_category(folder), author, moments.now(now))
    except (desk.CannotMake, InvalidValue) as why:
        raise SystemExit(f"Chưa tạo được bài: {why}") from None
    except OSError as error:
        raise SystemExit(_not_written(error)) from None
    print(f"Đã tạo {file}")
    print("Viết bài trong tệp ấy, đặt ảnh cạnh nó, rồi xem trước: python3 tasks.py preview")
    print("Khi xong, đổi dòng «Status: draft» thành «Status: published».")


@command()
def import_word(*file: str, into: str = "", content: str = "") -> None:
    """Từ Word thành bài: mỗi tệp .docx (hay .doc, .odt, .rtf nếu máy có LibreOffice) thành một thư mục bài."""
    setup.ensure(setup.Need.SITE)
    from tools import word as room

    if not file:
        raise SystemExit("Lệnh này còn thiếu tên tệp. Ví dụ: python3 tasks.py import-word bao-cao.docx")
    usual = _folder(content)
    target = Path(into).resolve() if into else usual / room.NEWS
    files = [found for one in file for found in room.files_of(one)]
    try:
        done = room.import_files(files, target, room.content_of(target, usual), _say)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise SystemExit(_not_written(error)) from None
    if any(one.folder for one in done):
        print("Xem bài: python3 tasks.py preview")
    refused = [one.source.name for one in done if not one.folder]
    if refused:
        raise SystemExit(f"Chưa nhập được {len(refused)} trong {len(done)} tệp: {', '.join(refused)}.")


@command()
def publish(*message: str, all: bool = False, only: Sequence[str] = ()) -> None:  # noqa: A002 - the option is --all
    """Đăng bài: soát, ghi lại, ghép với bài của đồng nghiệp, gửi lên, đợi, rồi nói địa chỉ đã lên trang."""
    setup.ensure(setup.Need.SITE)
    from tools.publish import command

    desk = command.Checkout(ROOT, lambda: command.run_check(ROOT), input if sys.stdin.isatty() else None)
    try:
        command.publish(desk, " ".join(message), everything=all, only=only)
    except command.Stopped as why:
        raise SystemExit(str(why)) from None
    except OSError as error:
        raise SystemExit(_not_written(error)) from None
    except KeyboardInterrupt:
        print("\nĐã dừng. Bài vẫn còn nguyên; gõ lại lệnh publish là làm tiếp.", file=sys.stderr)
        raise SystemExit(ctrl_c.INTERRUPTED) from None


@command(folder=HOME)
def server_init(folder: str, *, site_url: str = "", editor_url: str = "", editor_home: str = "") -> None:
    """Máy chủ: tạo hoặc sửa, nâng cấp nơi đăng trang; không xóa gì, chạy lại lúc nào cũng được."""
    setup.ensure(setup.Need.SITE)
    from tools.server import editor, init, next_steps
    from tools.server.home import say, told_plainly

    with told_plainly():
        if editor_url or editor.is_set(Path(folder)):
            setup.ensure(setup.Need.EDITOR)
        home = init.init(Path(folder), site_url.rstrip("/"), editor_url.rstrip("/"), editor_home)
        say(next_steps.words(home))


@command(folder=HOME)
def doctor(folder: str) -> None:
    """Máy chủ: nói điều gì tốt, điều gì hỏng: bản đang đăng, nhánh, hẹn giờ, ổ đĩa, lần đăng gần nhất."""
    setup.ensure(setup.Need.SITE)
    from plugins.base import moments
    from tools.server import doctor as room
    from tools.server import doctor_editor, doctor_machine
    from tools.server.home import find, say, told_plainly

    with told_plainly():
        doctor_machine.nginx_flaw()
        doctor_editor.ask_as_root(Path(folder))
        findings = room.examine(find(folder), moments.now(""))
    say(*findings)
    if not all(finding.well for finding in findings):
        raise SystemExit(1)


@command(folder=HOME)
def rollback(folder: str, *, to: str = "", list: bool = False) -> None:  # noqa: A002 - the option is --list
    """Máy chủ: quay ngay về bản phát hành trước (hay bản nói ở --to), không dựng lại."""
    setup.ensure(setup.Need.SITE)
    from tools.server import rollback as room
    from tools.server.home import find, say, told_plainly

    begun = time.monotonic()
    with told_plainly():
        home = find(folder)
        if list:
            say("\n".join(map(str, room.rows(home))) or "Chưa có bản phát hành nào.")
            return
        shown = room.back(home, to, say)
    say(f"Đang đăng {shown.name} sau {_seconds(begun)} giây. Lần đăng sau sẽ thay bản này.")


@command(**ACCOUNT)
def account(folder: str, what: str, name: str = "", *, role: str = "", full_name: str = "", email: str = "") -> None:
    """Máy chủ: ai được soạn bài trong trình duyệt; người mới nhận một đường dẫn để đặt mật khẩu."""
    setup.ensure(setup.Need.EDITOR)
    from tools.editor import account_command as room
    from tools.editor.accounts import AccountRefused
    from tools.editor.home import EditorHome, NoEditorHome
    from tools.server import editor
    from tools.server.home import act_as_owner, say, told_plainly

    with told_plainly():
        place = editor.folder_of(Path(folder))
        act_as_owner(place)
        try:
            say(room.run(EditorHome(place), room.AccountOrder(what, name, role, full_name, email)))
        except (AccountRefused, NoEditorHome) as why:
            raise SystemExit(str(why)) from None


@command(
    bucket="tên kho chứa (bucket)",
    prefix="thư mục trong kho, nếu trang không nằm ở gốc",
    endpoint="địa chỉ của dịch vụ tương thích S3, nếu không phải của Amazon",
)
def publish_s3(bucket: str, *, prefix: str = "", endpoint: str = "", output: str = "") -> None:
    """Đưa trang đã dựng lên một kho S3; khóa lấy từ biến môi trường hay hồ sơ AWS như thường lệ."""
    setup.ensure(setup.Need.SITE)
    from tools import s3

    try:
        import boto3
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError:
        missing = (
            "Lệnh này cần boto3. Hãy chạy: .venv/bin/python -m pip install --require-hashes -r requirements-s3.txt"
        )
        raise SystemExit(missing) from None
    folder = Path(output) if output else ROOT / "output"
    try:
        client = boto3.client("s3", endpoint_url=endpoint or None)
        s3.publish(s3.Bucket(client, bucket, prefix), folder, int(time.time()), print)
    except s3.SyncRefused as why:
        raise SystemExit(f"Chưa đăng được:\n{why}") from None
    except (BotoCoreError, ClientError) as error:
        raise SystemExit(f"Kho «{bucket}» không nhận: {error}. Hãy xem lại tên kho, khóa và quyền.") from None
    except OSError as error:
        raise SystemExit(f"Không đọc được «{error.filename}»: {error.strerror}.") from None


@command(program="slug của chương trình", year="năm của báo cáo sơ kết (không nói: cả chương trình)")
def report(program: str, *, year: str = "", content: str = "", now: str = "") -> None:
    """Soạn báo cáo sơ kết, tổng kết của một chương trình vào bao-cao/, dạng Markdown và Word."""
    setup.ensure(setup.Need.SITE)
    from plugins.base import moments
    from plugins.base.problems import InvalidValue
    from tools import report as room

    try:
        places = room.Places(_folder(content), CACHE, ROOT / "bao-cao")
        files = room.write(places, program, year, moments.now(now))
    except (room.CannotReport, InvalidValue) as why:
        raise SystemExit(f"Chưa soạn được báo cáo: {why}") from None
    except OSError as error:
        raise SystemExit(_not_written(error)) from None
    for file in files:
        print(f"Đã soạn {file}")
    print(
        "Chỗ nào có dấu […] thì cần người viết; số liệu lấy từ những gì trang này đã đăng, hãy đối chiếu trước khi ký."
    )


@command(**OLD_SITE)
def import_drupal(
    *,
    dump: str = "",
    files: str = "",
    into: str = "",
    site: str = "",
    old_url: str = "",
    prefix: str = "",
    now: str = "",
    fresh: bool = False,
    overwrite: bool = False,
    strict: bool = False,
) -> None:
    """Chuyển trang Drupal 7 cũ sang: bài, ảnh, tệp, loại tin, địa chỉ cũ, kèm biên nhận cho từng thứ."""
    setup.ensure(setup.Need.SITE)
    from tools.drupal import command as room

    content = (Path(into) if into else ROOT / "content").resolve()
    try:
        source = room.OldSource(dump, files, old_url, prefix or None, site, fresh)
        room.run(source, room.ImportOrder(content, now, overwrite, strict), sys.stderr)
    except OSError as error:
        raise SystemExit(_not_written(error)) from None


@command(pytest="tùy chọn của pytest; nên viết sau dấu --")
def test(*pytest: str) -> None:
    """Chạy toàn bộ phép thử; sau dấu -- là tùy chọn của pytest, ví dụ: test -- -k slug."""
    setup.ensure(setup.Need.TESTS)
    import subprocess

    raise SystemExit(subprocess.run([sys.executable, "-m", "pytest", *pytest], cwd=ROOT, check=False).returncode)


def overrides(*, content: str = "", now: str = "", site_url: str = "", explain: str = "") -> dict[str, object]:
    """Pelican's settings for what was asked; what was not asked stays as publishconf.py has it."""
    asked = {"PATH": str(_folder(content)), "NOW": now, "SITEURL": site_url.rstrip("/"), "EXPLAIN": explain}
    return {name: value for name, value in asked.items() if value}


def _say(words: str) -> None:
    print(words, flush=True)


def _folder(content: str) -> Path:
    folder = (Path(content) if content else ROOT / "content").resolve()
    if not folder.is_dir():
        raise SystemExit(f"Không có thư mục «{folder}». Hãy xem lại --content.")
    return folder


def _not_written(error: OSError) -> str:
    return f"Không ghi được «{error.filename}»: {error.strerror}. Hãy xem lại chỗ trống và quyền ghi của ổ đĩa."


def _seconds(begun: float) -> str:
    return f"{time.monotonic() - begun:.1f}".replace(".", ",")


if __name__ == "__main__":
    try:
        commands.run(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the words (`| head`) has heard enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
else:
    namespace = commands.collection()
