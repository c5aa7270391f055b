"""A push to a real publishing home: live and whole, or refused with the reason and nothing changed."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from plugins.base import moments
from tests.publish.office import Editor
from tests.server.house import URL, House, quiet
from tests.site import article
from tools.publish import words
from tools.server import lock, receive


def test_a_push_is_live_when_git_returns_and_the_pusher_reads_where(house: House) -> None:
    commit = house.clone.version(1)
    pushed = house.clone.push()
    assert (pushed.code, house.version, house.served) == (0, 1, commit)
    assert f"Đã lên trang: {URL}/" in pushed.lines
    assert f"  {URL}/tin-tuc/a/" in pushed.lines
    assert f"  {URL}/tin-tuc/b/" not in pushed.lines


def test_the_link_points_into_releases_and_every_release_has_its_table_of_redirects(house: House) -> None:
    link = house.home.current.readlink()
    assert link.parts[0] == "releases"
    assert house.has("/redirects.csv")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "content/tin-tuc/sai.md",
            article("Sai", date="22.8.2022"),
            "tin-tuc/sai.md:2: Date: «22.8.2022» không phải ngày giờ mà trang này đọc được. " + moments.REMEDY,
        ),
        (
            "content/tin-tuc/dan.md",
            article("Dẫn", body="Xem [đây](/khong-co/)."),
            "tin-tuc/dan.md:4: không có trang hay tệp «/khong-co/». Hãy sửa đường dẫn.",
        ),
    ],
)
def test_a_wrong_text_is_refused_with_file_and_line_and_nothing_changes(
    house: House, name: str, text: str, told: str
) -> None:
    before, tip = house.home.current.readlink(), house.tip
    house.clone.commit({name: text})
    pushed = house.clone.push()
    house.clone.git("reset", "--quiet", "--hard", tip)
    assert pushed.code != 0
    assert told in pushed.lines
    assert (house.home.current.readlink(), house.tip) == (before, tip)


def builders(house: House) -> list[str]:
    """The processes that build for this home, or wait to do so."""
    cache = os.fsencode(house.home.server / "cache")
    found = [place for place in Path("/proc").glob("[0-9]*") if b"tools.site" in said(place / "cmdline")]
    return [place.name for place in found if cache in said(place / "environ")]


def said(file: Path) -> bytes:
    with suppress(OSError):
        return file.read_bytes()
    return b""


def test_a_push_that_is_refused_before_anything_is_built_leaves_no_builder(house: House) -> None:
    house.clone.git("tag", "v1")
    pushed = house.clone.push("HEAD:main", "v1")
    house.clone.git("tag", "-d", "v1")
    assert any("nhãn (tag)" in line for line in pushed.lines)
    quiet(house)
    assert builders(house) == []


def test_a_link_in_the_texts_is_refused_and_its_target_is_never_read(house: House) -> None:
    tip = house.tip
    (house.clone.folder / "content/tin-tuc/c.md").symlink_to("/etc/passwd")
    house.clone.commit()
    pushed = house.clone.push()
    house.clone.git("reset", "--quiet", "--hard", tip)
    assert pushed.code != 0
    assert any(line.startswith("tin-tuc/c.md: là liên kết tượng trưng") for line in pushed.lines)
    assert house.tip == tip


def test_pushed_theme_and_plugins_are_not_run(house: House) -> None:
    trap = "raise SystemExit('đã chạy mã được đẩy lên')\n"
    house.clone.commit({"pelicanconf.py": trap, "publishconf.py": trap, "tools/site.py": trap, "plugins/x.py": trap})
    house.clone.goes_live()


def test_history_is_not_rewritten_and_the_branch_is_not_removed(house: House) -> None:
    tip = house.tip
    assert "fetch first" in house.clone.push("+HEAD~1:main").said
    assert house.clone.push(":main").code != 0
    assert house.tip == tip


def test_a_tag_that_git_sends_along_is_refused_by_name_with_what_to_type(house: House) -> None:
    house.clone.commit()
    house.clone.git("tag", "--annotate", "bản-1", "--message", "Bản 1")
    house.clone.git("config", "push.followTags", "true")
    refused = house.clone.push()
    assert receive.NO_TAGS(tag="bản-1") in refused.lines
    house.clone.git("config", "push.followTags", "false")
    house.clone.goes_live()
    assert "«refs/notes/commits» không phải nhánh" in house.clone.push("HEAD:refs/notes/commits").said


def test_what_a_machine_tells_git_about_all_repositories_keeps_no_push_from_going_live(house: House) -> None:
    settings = house.folder / "gitconfig"
    settings.write_text("[core]\nhooksPath=/khong-co\n[push]\npushOption=ci.skip\n[log]\nshowSignature\n", "utf-8")
    commit = house.clone.commit()
    house.clone.goes_live(GIT_CONFIG_GLOBAL=str(settings))
    assert house.served == commit


def test_a_push_that_was_overtaken_is_told_to_fetch_first(house: House) -> None:
    late = house.another_clone("late")
    house.clone.commit({"content/tin-tuc/truoc.md": article("Trước")})
    house.clone.goes_live()
    late.commit({"content/tin-tuc/sau.md": article("Sau")})
    pushed = late.push()
    assert pushed.code != 0
    assert "fetch first" in pushed.said
    assert not house.has("/tin-tuc/sau")


def test_unchanged_pages_stay_the_same_files_and_changed_ones_grow_by_a_second(house: House) -> None:
    def times() -> dict[str, tuple[int, int]]:
        found = (house.home.current / f"tin-tuc/{name}/index.html" for name in "ab")
        return {str(path.parent.name): (path.stat().st_ino, path.stat().st_mtime_ns) for path in found}

    before = times()
    house.clone.version(2)
    house.clone.goes_live()
    after = times()
    assert after["b"] == before["b"]
    assert after["a"][1] - before["a"][1] >= 1_000_000_000


def test_an_asset_that_no_page_needs_any_more_stays_for_a_day(house: House) -> None:
    house.clone.commit({"content/files/bang.pdf": b"%PDF-1.4 mot"})
    house.clone.goes_live()
    [old] = (house.home.current / "tep").glob("bang-*.pdf")
    house.clone.commit({"content/files/bang.pdf": b"%PDF-1.4 hai"})
    house.clone.goes_live()
    assert len(list((house.home.current / "tep").glob("bang-*.pdf"))) == 2
    assert house.has(f"/tep/{old.name}")


def test_a_second_pusher_waits_for_the_lock_and_is_told_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "TOLD_AFTER", 0.0)
    monkeypatch.setattr(lock, "PAUSE", 0.001)
    told: list[str] = []
    descriptor = lock.take(house.home, os.getpid(), lambda _: None)

    def tell(sentence: str) -> None:
        told.append(sentence)
        os.close(descriptor)

    os.close(lock.take(house.home, os.getpid(), tell))
    assert told == [lock.WAITING()]


def test_the_environment_of_a_pusher_reaches_no_page_and_no_message(house: House) -> None:
    secret = "bi-mat-khong-duoc-lo"
    house.clone.commit({"content/tin-tuc/sai.md": article("Sai", date="x")})
    refused = house.clone.push(S3_SECRET=secret)
    house.clone.git("reset", "--quiet", "--hard", house.tip)
    assert secret not in refused.said
    assert str(house.folder) not in "\n".join(refused.lines)


def test_a_build_that_takes_too_long_is_ended_and_refused(house: House) -> None:
    settings = house.home.server / "settings.toml"
    before = settings.read_text("utf-8")
    settings.write_text(f"{before}\nbuild_seconds = 0\n", "utf-8")
    tip, commit = house.tip, house.clone.version(8)
    pushed = house.clone.push()
    settings.write_text(before, "utf-8")
    assert pushed.code != 0
    assert "Dựng trang quá 0 giây" in pushed.said
    assert house.tip == tip
    house.clone.goes_live()
    assert house.served == commit


def test_a_link_that_cannot_move_is_found_out_before_the_branch_moves(house: House) -> None:
    link, tip = house.home.current.readlink(), house.tip
    house.home.current.unlink()
    (house.home.current / "của ai").mkdir(parents=True)
    house.clone.version(9)
    pushed = house.clone.push()
    quiet(house)  # what stays behind a push may have put the folder aside meanwhile
    if not house.home.current.is_symlink():
        shutil.rmtree(house.home.current, ignore_errors=True)
        house.home.current.symlink_to(link)
    assert pushed.code != 0
    assert house.tip == tip
    house.clone.goes_live()


def test_publish_says_the_live_address_and_a_preview_its_own(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    editor = Editor(house.another_clone("office").folder)
    editor.write({"content/tin-tuc/qua-publish.md": article("Qua publish")}).publish("Đăng")
    said = capsys.readouterr().out
    assert f"Đã lên trang: {URL}/\n  {URL}/tin-tuc/qua-publish/" in said
    assert house.has("/tin-tuc/qua-publish")
    editor.git("switch", "--quiet", "--create", "thu")
    editor.write({"content/tin-tuc/nhap.md": article("Nháp", Status="draft")}).publish("Nháp")
    said = capsys.readouterr().out
    assert "Bản xem trước của nhánh «thu»" in said
    assert house.home.preview_url("thu") in said
    assert "Kho đã nhận bài" not in said


def test_a_push_that_waited_and_came_too_late_is_what_publish_tries_again() -> None:
    said = f"remote: {receive.FETCH_FIRST()}\n ! [remote rejected] HEAD -> main (pre-receive hook declined)"
    assert words.raced(said)
    assert not words.raced(" ! [remote rejected] HEAD -> main (pre-receive hook declined)")


def test_nothing_is_left_over(house: House) -> None:
    with lock.held(house.home, print):
        assert house.litter() == []
