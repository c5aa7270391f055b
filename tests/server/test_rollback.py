"""Back to a release that was, and the list of them."""

from __future__ import annotations

from tests.server.house import House


def test_the_release_before_is_shown_again_without_a_build_and_the_branch_stays(house: House) -> None:
    house.clone.version(1)
    house.clone.goes_live()
    tip = house.tip
    done = house.command("rollback", str(house.home.root), SOURCE_DATE_EPOCH="không phải số")  # a build would refuse it
    assert done.code == 0
    assert house.version == 0
    assert house.tip == tip
    assert "đang quay lui" in house.command("doctor", str(house.home.root)).said


def test_a_page_that_is_other_than_before_is_newer_than_before_though_its_text_is_older(house: House) -> None:
    house.clone.version(2)
    house.clone.goes_live()
    page, same = (house.home.current / f"tin-tuc/{name}/index.html" for name in "ab")
    before, untouched = page.stat().st_mtime_ns, same.stat()
    assert house.command("rollback", str(house.home.root)).code == 0
    assert page.stat().st_mtime_ns - before >= 1_000_000_000
    assert (same.stat().st_ino, same.stat().st_mtime_ns) == (untouched.st_ino, untouched.st_mtime_ns)


def test_the_list_tells_date_commit_author_and_message_and_marks_what_is_served(house: House) -> None:
    listed = house.command("rollback", str(house.home.root), "--list").said.splitlines()
    assert listed[0].startswith(f"→ {house.home.current.readlink().name}")
    assert any(f"{house.tip[:12]} Thúy: phiên bản 2" in line for line in listed)
    assert [line for line in listed if line.startswith("→")] == listed[:1]


def test_any_release_of_the_list_can_be_named_by_its_commit_and_the_newest_ends_the_rollback(house: House) -> None:
    assert house.command("rollback", str(house.home.root), "--to", house.tip[:8]).code == 0
    assert house.version == 2
    assert "quay lui" not in house.command("doctor", str(house.home.root)).said


def test_a_name_that_nothing_bears_changes_nothing(house: House) -> None:
    served = house.home.current.readlink()
    done = house.command("rollback", str(house.home.root), "--to", "2001")
    assert done.code == 1
    assert done.said.startswith("Không có bản phát hành «2001».")
    assert house.home.current.readlink() == served


def test_words_of_a_commit_that_a_terminal_would_obey_are_printed_as_harmless_ones(house: House) -> None:
    who = "Thúy\u2028An\u202e \x1b]0;x\x07"
    house.clone.git("-c", f"user.name={who}", "commit", "--quiet", "--allow-empty", "--message", "đỏ \x1b[31m\u2066")
    house.clone.goes_live()
    [first, *_] = house.command("rollback", str(house.home.root), "--list").said.splitlines()
    assert "Thúy An\ufffd \ufffd]0;x: đỏ \ufffd[31m\ufffd" in first
