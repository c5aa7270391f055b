"""Publishing a draft: one commit in the person's name, joined with what others published, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.base.problems import OLD_WARNINGS
from tests.editor.drafting import FILES, HUNG, LAN, TEXT, A, B, Desk, git
from tools.editor import publishing
from tools.editor.people import Person
from tools.editor.saving import to_be_seen
from tools.editor.workspace import CannotSave, Cause, OpenText, PublishStep, Stale, TextChange

TAKEN = "#!/bin/sh\ncat >/dev/null\necho 'Máy chủ đã nhận; đang soát và dựng trang …'\n"
LIVE = f"{TAKEN}echo 'Đã lên trang: https://x.example/'\n"
REFUSING = "#!/bin/sh\ncat >/dev/null\necho 'tin-tuc/a/index.md:3: Date: sai.' >&2\nexit 1\n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    made.hook(LIVE)
    yield made
    made.drafts.close()


def publish(desk: Desk, seen: OpenText) -> list[PublishStep]:
    return list(desk.drafts.publish(seen.path, seen.revision.name, HUNG))


def test_a_draft_goes_out_as_one_commit_and_ends(desk: Desk) -> None:
    desk.save(TEXT.replace("một", "1"), cause=Cause.SAVE)
    saved = desk.save(TEXT.replace("một", "2"), files={"moi.jpg": b"m", "anh.jpg": None})
    steps = publish(desk, saved)
    assert [step.line for step in steps] == [
        "Máy chủ đã nhận; đang soát và dựng trang …",
        "Đã lên trang: https://x.example/",
        "Đã đăng «Hội nghị».",
    ]
    assert (steps[-1].outcome, steps[-1].address) == (True, "https://x.example/tin-tuc/a/")
    assert git(desk.site, "log", "--format=%an <%ae> %cn: %s", "main").splitlines() == [
        "Lê Hùng <hung@example.vn> Lê Hùng: Sửa: Hội nghị",
        "Phạm Git <Phạm Git> Phạm Git: push",
    ]
    assert git(desk.site, "show", "--name-only", "--format=", "main").split() == [
        "content/tin-tuc/a/anh.jpg",
        "content/tin-tuc/a/index.md",
        "content/tin-tuc/a/moi.jpg",
    ]
    now = desk.drafts.open(A)
    assert (now.text, now.is_draft, now.files, desk.tips()) == (saved.text, False, ("moi.jpg",), [])


def test_what_needs_a_terminal_is_not_said_in_a_browser(desk: Desk) -> None:
    desk.hook(f"{TAKEN}echo '{OLD_WARNINGS.format(count=9)}'\necho 'Đã lên trang: https://x.example/'\n")
    lines = [step.line for step in publish(desk, desk.save(TEXT.replace("một", "1")))]
    assert "Còn 9 cảnh báo cũ, ở những bài không đổi." in lines
    assert not any("tasks.py" in line for line in lines)


def test_the_history_goes_on_over_publications(desk: Desk) -> None:
    for words in ("1", "2"):
        desk.save(TEXT.replace("một", f"{words}a"))
        publish(desk, desk.save(TEXT.replace("một", words), cause=Cause.SAVE))
    desk.save(TEXT.replace("một", "3"))
    rows = desk.drafts.history(A)
    assert [row.cause.value for row in rows] == ["autosave", "publish", "save", "publish", "save", "publish"]
    assert [row.live for row in rows] == [False, True, False, False, False, False]
    assert desk.drafts.at(A, rows[4].name).text == TEXT.replace("một", "1")


def test_what_the_server_refuses_stays_a_draft_with_its_words(desk: Desk) -> None:
    desk.hook(REFUSING)
    saved = desk.save(TEXT.replace("một", "1"))
    steps = publish(desk, saved)
    assert (steps[0].line, steps[-1].outcome) == ("tin-tuc/a/index.md:3: Date: sai.", False)
    assert "Bản nháp còn nguyên" in steps[-1].line
    assert (desk.drafts.open(A), desk.published()) == (saved, TEXT.strip())


def test_a_push_that_is_cut_off_is_not_called_refused_and_the_next_one_knows(desk: Desk) -> None:
    saved = desk.save(TEXT.replace("một", "1"))
    desk.hook(f"{TAKEN}kill -9 $PPID\n")
    last = publish(desk, saved)[-1]
    assert (last.outcome, last.line) == (False, publishing.CUT_OFF())
    assert desk.drafts.open(A) == saved
    desk.hook(LIVE)
    assert publish(desk, saved)[-1].outcome


def test_a_repository_that_cannot_be_reached_is_told_and_nothing_is_lost(desk: Desk) -> None:
    saved = desk.save(TEXT.replace("một", "1"))
    desk.site.rename(desk.folder / "weg")
    last = publish(desk, saved)[-1]
    assert (last.outcome, last.line[:32]) == (False, "Chưa đăng được: không nối được v")
    assert desk.drafts.open(A) == saved


def test_a_push_that_came_first_is_joined_and_the_publishing_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = desk.save(TEXT.replace("một", "của Lan"))
    whole, pushes = publishing.push, iter([{B: FILES[B] + "\nCủa Git.\n"}, {A: TEXT.replace("ba", "của Git")}, {}])

    def overtaken(*given: object) -> object:
        if files := next(pushes):
            desk.push(files)
        return whole(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(publishing, "push", overtaken)
    lines = [step.line for step in publish(desk, saved)]
    assert lines[:2] == [publishing.OVERTAKEN()] * 2
    assert lines[-1] == "Đã đăng «Hội nghị»."
    assert desk.published() == TEXT.replace("một", "của Lan").replace("ba", "của Git").strip()
    assert "Của Git." in desk.published(B)
    assert len(git(desk.site, "log", "--format=%h", "main").split()) == 4


def test_endless_racing_has_an_end(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    saved, whole = desk.save(TEXT.replace("một", "của Lan")), publishing.push

    def overtaken(*given: object) -> object:
        desk.push({B: f"{FILES[B]}{desk.clock()}\n"})
        return whole(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(publishing, "push", overtaken)
    last = publish(desk, saved)[-1]
    assert (last.outcome, last.line) == (False, publishing.RACED())
    assert desk.drafts.open(A).text == saved.text


@pytest.mark.parametrize(("theirs", "both"), [("ba", False), ("một", True)])
def test_an_editor_and_a_push_lose_nothing_of_each_other(desk: Desk, theirs: str, both: bool) -> None:
    saved = desk.save(TEXT.replace("một", "của Lan"))
    desk.push({A: TEXT.replace(theirs, "của Git")})
    if both:
        with pytest.raises(Stale) as stale:
            publish(desk, saved)
        assert desk.published() == TEXT.replace("một", "của Git").strip()
        assert {"Đoạn của Lan.", "Đoạn của Git."} <= set(stale.value.merged.text.splitlines())
    else:
        assert publish(desk, saved)[-1].outcome
        assert desk.published() == TEXT.replace("một", "của Lan").replace("ba", "của Git").strip()


def test_only_what_the_person_saw_goes_out(desk: Desk) -> None:
    seen = desk.save(TEXT.replace("một", "1"))
    desk.save(TEXT.replace("một", "2"), LAN)
    with pytest.raises(Stale):
        publish(desk, seen)
    assert desk.published() == TEXT.strip()


def test_what_is_written_while_it_goes_out_stays_a_draft_without_conflict(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved, whole = desk.save(TEXT.replace("một", "1")), publishing.push

    def meanwhile(*given: object) -> object:
        desk.save(TEXT.replace("một", "1, và thêm"), seen=saved)
        return whole(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(publishing, "push", meanwhile)
    assert publish(desk, saved)[-1].outcome
    now = desk.drafts.open(A)
    assert (now.text, now.is_draft) == (TEXT.replace("một", "1, và thêm"), True)
    assert desk.published() == saved.text.strip()


def test_nothing_new_is_nothing_to_publish(desk: Desk) -> None:
    with pytest.raises(CannotSave, match="Không có gì mới để đăng"):
        publish(desk, desk.drafts.open(A))


HEADERS = [
    ("Date: 2026-05-01 07:00", "Đã nhận «Hội nghị». Bài tự hiện lúc 07:00 ngày 1/5/2026.", False),
    ("Date: 2026-03-01\nStatus: removed\nReason: Trùng.", "Đã gỡ «Hội nghị».", False),
    ("Date: 2026-03-01\nSlug: ten-khac", "Đã đăng «Hội nghị».", True),
    ("Date: 2026-03-01\nStatus: ẩn", "Đã nhận «Hội nghị».", True),
]


@pytest.mark.parametrize(("fields", "said", "seen"), HEADERS)
def test_the_last_line_says_what_readers_see_and_where(desk: Desk, fields: str, said: str, seen: bool) -> None:
    last = publish(desk, desk.save(TEXT.replace("Date: 2026-03-01", fields)))[-1]
    assert last.line.startswith(said)
    slug = "ten-khac" if "Slug" in fields else "a"
    assert last.address == (f"https://x.example/tin-tuc/{slug}/" if seen else "")


@pytest.mark.parametrize("status", ["draft", "Nháp"])
def test_a_text_that_calls_itself_a_draft_is_published_to_be_seen(desk: Desk, status: str) -> None:
    saved = desk.save(TEXT.replace("Date:", f"Status: {status}\nDate:"))
    seen = to_be_seen(desk.drafts, saved, HUNG)
    assert publish(desk, seen)[-1].address == "https://x.example/tin-tuc/a/"
    assert (desk.published(), to_be_seen(desk.drafts, seen, HUNG)) == (TEXT.strip(), seen)


def test_a_new_post_and_a_withdrawn_one_are_called_so(desk: Desk) -> None:
    made = desk.drafts.create("Lễ ký", TextChange(TEXT.replace("Hội nghị", "Lễ ký")), LAN)
    publish(desk, made)
    publish(desk, desk.save(made.text.replace("Date:", "Status: gỡ\nReason: Trùng\nDate:"), path=made.path))
    subjects = git(desk.site, "log", "--format=%s", "-2", "main").splitlines()
    assert subjects == ["Gỡ: Lễ ký", "Bài mới: Lễ ký"]


def test_a_person_with_an_odd_name_still_signs(desk: Desk) -> None:
    odd = Person("x", "<Lan>\nfrom evil", "a>b@x\n", HUNG.role)
    saved = desk.save(TEXT.replace("một", "1"), odd)
    list(desk.drafts.publish(A, saved.revision.name, odd))
    assert git(desk.site, "log", "-1", "--format=%an|%ae", "main") == "Lan from evil|a b@x"
