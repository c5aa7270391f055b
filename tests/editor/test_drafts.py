"""Texts of the editor in git: nothing is written over, nothing that was acknowledged is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.editor.drafting import FILES, HEAD, HUNG, LAN, TEXT, A, B, Desk, git
from tools.editor import limits
from tools.editor.workspace import CannotSave, Cause, NoSuchText, Stale, TextChange


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.drafts.close()


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """For tests after which all is as before."""
    made = Desk(tmp_path_factory.mktemp("calm"))
    yield made
    made.drafts.close()


def test_a_published_text_opens_with_its_files_and_who_published_it(desk: Desk) -> None:
    opened = desk.drafts.open(A)
    assert (opened.text, opened.files, opened.is_draft) == (TEXT, ("anh.jpg",), False)
    assert (opened.revision.by, opened.revision.live) == ("Phạm Git", True)
    assert desk.drafts.open(B).files == ()


def test_each_save_is_a_commit_on_the_revision_that_was_seen(desk: Desk) -> None:
    first = desk.save(TEXT.replace("một", "1"))
    second = desk.save(TEXT.replace("một", "2"), HUNG, seen=first, cause=Cause.SAVE)
    repository = desk.drafts.repository.folder
    parents = git(repository, "log", "--format=%an|%cn|%P", second.revision.name, "-2").splitlines()
    main = git(desk.site, "rev-parse", "main")
    assert parents == [f"Lê Hùng|Lê Hùng|{first.revision.name}", f"Trần Lan|Trần Lan|{main}"]
    assert git(repository, "diff", "--name-only", main, second.revision.name) == f"content/{A}"
    assert desk.drafts.open(A) == second
    assert (second.is_draft, second.revision.cause, second.revision.by) == (True, Cause.SAVE, "Lê Hùng")


def test_locks_are_looked_for_while_git_packs_and_folders_go(calm: Desk) -> None:
    repository, stop = calm.drafts.repository, Event()

    def come_and_go() -> None:
        while not stop.is_set():
            for name in ("x1", "x2", "x3"):
                (repository.folder / "objects" / name).mkdir()
            for name in ("x1", "x2", "x3"):
                (repository.folder / "objects" / name).rmdir()

    packing = Thread(target=come_and_go)
    packing.start()
    try:
        assert not any(repository.unlock() for _ in range(200))
    finally:
        stop.set()
        packing.join()


def test_nobody_begins_drafts_without_end_and_those_that_are_there_go_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "DRAFTS_OF_ONE", 2)
    desk.save(TEXT.replace("một", "1"))
    desk.drafts.create("Lễ ký", TextChange(TEXT), LAN)
    with pytest.raises(CannotSave, match="Trần Lan đang có 2 bản nháp"):
        desk.save(FILES[B] + "Thêm.\n", path=B)
    with pytest.raises(CannotSave, match="Trần Lan đang có 2 bản nháp"):
        desk.drafts.create("Hai", TextChange(TEXT), LAN)
    assert desk.drafts.open(B).is_draft is False
    desk.save(TEXT.replace("một", "2"))
    desk.save(FILES[B] + "Thêm.\n", HUNG, path=B)
    desk.drafts.discard(A, LAN)
    desk.drafts.create("Hai", TextChange(TEXT), LAN)
    assert {who: one.count for who, one in desk.drafts.held().items()} == {"Trần Lan": 2, "Lê Hùng": 1}


def test_files_of_ones_drafts_have_a_bound_and_words_have_none(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DRAFT_BYTES_OF_ONE", 40_000)
    first = desk.save(TEXT, files={"1.bin": os.urandom(20_000)})
    assert 20_000 < desk.drafts.held()["Trần Lan"].size < 24_000
    desk.save(TEXT, files={"1.bin": None})  # what a draft held before is still on the disk
    for person in (LAN, HUNG):
        with pytest.raises(CannotSave, match="bản nháp của Trần Lan chiếm 0 MB, thêm tệp này thì quá"):
            desk.save(TEXT, person, files={"2.bin": os.urandom(20_000)})
    assert desk.save(TEXT.replace("một", "1")).files == tuple(one for one in first.files if one != "1.bin")
    desk.save(FILES[B], HUNG, path=B, files={"2.bin": os.urandom(20_000)})


def test_remarks_stay_with_what_they_are_on_and_outlive_the_process(desk: Desk) -> None:
    remarks = ("Chưa có ngày.", "đoạn «A»:\n\nText: x")
    made = desk.drafts.create("Lễ ký", TextChange(TEXT, remarks=remarks, cause=Cause.SAVE), LAN)
    assert [" ".join(one.split()) for one in made.remarks] == ["Chưa có ngày.", "đoạn «A»: Text: x"]
    desk.drafts.close()
    desk.drafts = desk.workspace()
    assert desk.drafts.open(made.path) == made
    assert desk.save(TEXT, path=made.path).remarks == made.remarks
    assert desk.save(f"{TEXT}Thêm.\n", path=made.path).remarks == ()


def test_a_stale_save_moves_nothing_and_hands_back_both_wordings(desk: Desk) -> None:
    seen = desk.drafts.open(A)
    first = desk.save(TEXT.replace("một", "của Lan"), seen=seen)
    with pytest.raises(Stale) as stale:
        desk.save(TEXT.replace("ba", "của Hùng"), HUNG, seen=seen)
    assert stale.value.now == first == desk.drafts.open(A)
    assert (stale.value.merged.text, stale.value.merged.conflicts) == (first.text.replace("ba", "của Hùng"), 0)
    with pytest.raises(Stale) as stale:
        desk.save(TEXT.replace("Đoạn một", "Phần của Hùng"), HUNG, seen=seen)
    assert "<<<<<<< Lê Hùng\nPhần của Hùng.\n=======\nĐoạn của Lan.\n>>>>>>> Trần Lan\n" in stale.value.merged.text


def test_what_others_publish_elsewhere_makes_nobody_stale(desk: Desk) -> None:
    seen = desk.drafts.open(A)
    desk.pushed({B: "Title: B mới\nDate: 2026-01-01\n\nB.\n"})
    assert desk.save(TEXT.replace("một", "1"), seen=seen).text == TEXT.replace("một", "1")


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("\n", "\r\n"), f"\ufeff{TEXT}", TEXT + "  \n\n"])
def test_a_text_saved_as_it_is_stays_the_same_object_and_makes_no_draft(desk: Desk, text: str) -> None:
    desk.pushed({A: text})
    opened = desk.drafts.open(A)
    assert opened.text == text.removeprefix("\ufeff")
    assert not desk.save(opened.text, seen=opened, cause=Cause.SAVE).is_draft
    assert desk.tips() == []
    desk.save(opened.text.replace("một", "1"))
    assert desk.drafts.repository.read(f"{desk.tips()[0]}:content/{A}") == text.replace("một", "1").encode()


def test_an_autosave_of_the_same_words_is_no_commit_but_naming_them_is(desk: Desk) -> None:
    first = desk.save(TEXT.replace("một", "1"))
    assert desk.save(first.text, seen=first) == first
    named = desk.save(first.text, seen=first, cause=Cause.SAVE)
    assert named.revision.cause is Cause.SAVE
    assert desk.save(first.text, seen=named, cause=Cause.SAVE) == named


def test_a_submitted_draft_waits_until_it_ends(desk: Desk) -> None:
    desk.save(TEXT, cause=Cause.SUBMIT)
    assert desk.drafts.open(A).submitted
    assert desk.save(TEXT.replace("một", "1"), HUNG).submitted
    row = next(row for row in desk.drafts.texts() if row.path == A)
    assert (row.submitted, row.changed_by) == (True, ("Lê Hùng", "Trần Lan"))


def test_files_lie_beside_the_text_and_are_read_from_there(desk: Desk) -> None:
    saved = desk.save(TEXT, files={"tep.pdf": b"%PDF", "anh.jpg": None})
    assert saved.files == ("tep.pdf",)
    assert desk.drafts.read_file(A, "tep.pdf") == b"%PDF"
    with pytest.raises(NoSuchText):
        desk.drafts.read_file(A, "anh.jpg")
    assert desk.drafts.open(B).files == ()
    assert desk.save(FILES[B], path=B, files={"moi.jpg": b"m"}).files == ("moi.jpg",)


REFUSED = [
    *("../x.jpg", "/etc/x.jpg", "a/../../x.jpg", ".git/config", ".GIT", "a/.git/x", "con.jpg", "x.jpg ", "x\n.jpg"),
    *("Anh.jpg", "a" * 240 + ".jpg", "khac.md", "trang.html", "id_rsa", "x.pem", "", ".", "a//b.jpg", "a\\b.jpg"),
    *("~$thu.docx", "x\u202egpj.exe", "\udcff.jpg", "Thumbs.db"),
]


@pytest.mark.parametrize("name", REFUSED)
def test_a_name_that_the_site_would_not_take_is_refused_and_nothing_is_saved(calm: Desk, name: str) -> None:
    with pytest.raises(CannotSave):
        calm.save(TEXT.replace("một", "1"), files={name: b"x"})
    assert calm.tips() == []


def test_a_file_of_another_text_in_the_folder_is_neither_replaced_nor_removed(calm: Desk) -> None:
    for content in (b"x", None):
        with pytest.raises(CannotSave):
            calm.save(FILES[B], path=B, files={"chung.jpg": content})


@pytest.mark.parametrize(
    "path",
    [
        "../x.md",
        "README.md",
        "data/site.md",
        ".git/x.md",
        "a/.obsidian/x.md",
        "tin-tuc/a",
        "theme/x.html",
        "tin-tuc//a.md",
    ],
)
def test_a_path_that_is_no_text_of_the_content_is_none(calm: Desk, path: str) -> None:
    for ask in (calm.drafts.open, calm.drafts.history):
        with pytest.raises(NoSuchText):
            ask(path)
    with pytest.raises(NoSuchText):
        calm.drafts.save(path, "0" * 40, TextChange("x"), LAN)


def test_a_symbolic_link_is_no_text(desk: Desk) -> None:
    (desk.clone / "content/tin-tuc/link.md").symlink_to("/etc/passwd")
    desk.pushed({})
    with pytest.raises(NoSuchText):
        desk.drafts.open("tin-tuc/link.md")


def test_a_new_post_takes_no_place_of_something_that_lies_there(desk: Desk) -> None:
    desk.pushed({"tin-tuc/le-ky": "một tệp", "tin-tuc/hoi-thao/anh.jpg": "ảnh"})
    paths = [desk.drafts.create(title, TextChange(TEXT), LAN).path for title in ("Lễ ký", "Hội thảo")]
    assert paths == ["tin-tuc/le-ky-2/index.md", "tin-tuc/hoi-thao-2/index.md"]


def test_a_new_post_gets_a_folder_by_its_title_and_a_number_where_that_is_taken(desk: Desk) -> None:
    change = TextChange("---\nTitle: Lễ ký\nStatus: draft\n---\n\nx\n", files={"a.jpg": b"a"})
    paths = [desk.drafts.create("Lễ ký", change, LAN).path for _ in range(2)]
    assert paths == ["tin-tuc/le-ky/index.md", "tin-tuc/le-ky-2/index.md"]
    assert desk.drafts.create("B", change, LAN).path == "tin-tuc/b-2/index.md"
    rows = {row.path: row for row in desk.drafts.texts()}
    assert (rows[paths[1]].is_new, rows[paths[1]].title, rows[paths[1]].status) == (True, "Lễ ký", "draft")
    with pytest.raises(CannotSave):
        desk.drafts.create("???", change, LAN)


def test_a_draft_is_joined_with_what_was_pushed_of_its_text_meanwhile(desk: Desk) -> None:
    desk.save(TEXT.replace("một", "của Lan"))
    desk.pushed({A: TEXT.replace("ba", "của Git"), B: "Title: B\nDate: 2026-01-01\n\nB.\n"})
    opened = desk.drafts.open(A)
    assert opened.text == TEXT.replace("một", "của Lan").replace("ba", "của Git")
    assert git(desk.drafts.repository.folder, "diff", "--name-only", "refs/published/main", opened.revision.name) == (
        f"content/{A}"
    )
    desk.pushed({A: TEXT.replace("Đoạn một", "Phần của Git")})
    assert "<<<<<<< Phạm Git\n" in (again := desk.drafts.open(A).text).replace(">>>>>>>", "<<<<<<<")
    assert {"Đoạn của Lan.", "Phần của Git."} <= set(again.splitlines())


def test_a_picture_that_both_replaced_is_there_twice_and_the_text_says_so(desk: Desk) -> None:
    desk.save(TEXT, files={"anh.jpg": b"Lan", "moi.jpg": b"m"})
    desk.pushed({"tin-tuc/a/anh.jpg": "Git", "tin-tuc/a/khac.jpg": "k"})
    opened = desk.drafts.open(A)
    assert opened.files == ("anh-ban-nhap.jpg", "anh.jpg", "khac.jpg", "moi.jpg")
    assert [desk.drafts.read_file(A, name) for name in opened.files[:2]] == [b"Lan", b"Git"]
    marks = "<<<<<<< Trần Lan\n![](anh-ban-nhap.jpg)\n=======\n![](anh.jpg)\n>>>>>>> Phạm Git\n"
    assert opened.text == f"{TEXT}\n{marks}"


def test_what_one_took_away_and_the_other_replaced_stays(desk: Desk) -> None:
    desk.save(TEXT.replace("một", "1"), files={"anh.jpg": None})
    desk.pushed({"tin-tuc/a/anh.jpg": "Git"})
    assert desk.drafts.open(A).files == ("anh.jpg",)
    assert desk.drafts.read_file(A, "anh.jpg") == b"Git"


def test_a_text_that_was_taken_out_of_the_repository_stays_as_a_draft(desk: Desk) -> None:
    saved = desk.save(TEXT.replace("một", "1"))
    desk.pushed({A: None, "tin-tuc/a/anh.jpg": None})
    assert desk.drafts.open(A).text == saved.text
    assert next(row for row in desk.drafts.texts() if row.path == A).is_new


def test_a_branch_that_was_set_back_takes_no_words_of_a_draft(desk: Desk) -> None:
    desk.pushed({A: TEXT.replace("ba", "ba, mới")})
    saved = desk.save(TEXT.replace("ba", "ba, mới").replace("một", "của Lan"), cause=Cause.SAVE)
    git(desk.site, "update-ref", "refs/heads/main", "main~1")
    desk.drafts.refresh()
    assert desk.drafts.open(A).text == TEXT.replace("một", "của Lan")
    assert saved.revision in desk.drafts.history(A)
    assert desk.drafts.content(A, saved.revision.name)[1]


def test_a_draft_that_was_pushed_by_somebody_else_is_none_any_more(desk: Desk) -> None:
    saved = desk.save(TEXT.replace("một", "1"))
    desk.pushed({A: saved.text})
    assert not desk.drafts.open(A).is_draft
    assert desk.tips() == []


def test_a_discarded_draft_can_be_had_from_the_history(desk: Desk) -> None:
    saved = desk.save(TEXT.replace("một", "1"), cause=Cause.SAVE)
    desk.drafts.discard(A, HUNG)
    assert (desk.drafts.open(A).text, desk.tips()) == (TEXT, [])
    assert saved.revision in desk.drafts.history(A)
    assert desk.drafts.at(A, saved.revision.name).text == saved.text
    with pytest.raises(Stale) as stale:
        desk.save(TEXT.replace("một", "2"), seen=saved)
    assert "Đoạn 2." in stale.value.merged.text


def test_the_history_has_what_was_made_on_purpose_and_the_newest_autosave(desk: Desk) -> None:
    for number, cause in enumerate([Cause.AUTOSAVE, Cause.SAVE, Cause.AUTOSAVE, Cause.SUBMIT, *[Cause.AUTOSAVE] * 2]):
        desk.save(f"{TEXT}\nThêm {number}.\n", cause=cause)
    rows = desk.drafts.history(A)
    assert [row.cause.value for row in rows] == ["autosave", "submit", "save", "publish"]
    assert [row.live for row in rows] == [False, False, False, True]
    assert "Thêm 3." in desk.drafts.at(A, rows[1].name).text


@pytest.mark.parametrize("revision", ["", "0" * 40, "refs/published/main", "HEAD", "x" * 40])
def test_a_revision_that_is_none_is_told(calm: Desk, revision: str) -> None:
    for ask in (calm.drafts.at, calm.drafts.content):
        with pytest.raises(NoSuchText):
            ask(A, revision)
    with pytest.raises(NoSuchText):
        calm.drafts.read_file(A, "anh.jpg", revision or "-")


def test_the_list_has_every_text_with_its_header_and_newest_change_first(desk: Desk) -> None:
    desk.pushed({A: '---\nTitle: "Tên: hay"\nStatus: ẩn\nAuthors: Lan, Chủ tịch\nDate: 2/3/2026\n---\n\nx\n'})
    desk.save(HEAD, path=B)
    rows = desk.drafts.texts()
    assert [row.path for row in rows] == [B, A]
    assert (rows[1].title, rows[1].status, rows[1].authors) == ("Tên: hay", "hidden", ("Lan",))
    assert (rows[0].title, rows[0].is_new, rows[0].changed_by) == ("Hội nghị", False, ("Trần Lan",))


def test_a_revision_is_shown_among_what_is_published_now(desk: Desk) -> None:
    saved = desk.save(TEXT.replace("một", "1"))
    assert desk.drafts.content(A, saved.revision.name) == (desk.drafts.repository.folder, saved.revision.name)
    desk.pushed({B: "Title: B mới\nDate: 2026-01-01\n\nB.\n"})
    folder, commit = desk.drafts.content(A, saved.revision.name)
    assert git(folder, "show", f"{commit}:content/{A}") == saved.text.strip()
    assert "B mới" in git(folder, "show", f"{commit}:content/{B}")
    assert desk.drafts.content(A, saved.revision.name)[1] == commit


def test_what_the_repository_cannot_do_is_told_in_vietnamese(desk: Desk) -> None:
    seen = desk.drafts.open(A)
    (desk.drafts.repository.folder / "HEAD").write_text("kaputt")
    with pytest.raises(CannotSave, match="Chưa lưu được"):
        desk.save(TEXT.replace("một", "1"), seen=seen)


def test_a_new_post_that_was_discarded_while_somebody_wrote_is_taken_up_again(desk: Desk) -> None:
    made = desk.drafts.create("Lễ ký", TextChange(TEXT), LAN)
    desk.drafts.discard(made.path, HUNG)
    with pytest.raises(NoSuchText):
        desk.drafts.open(made.path)
    saved = desk.save(TEXT.replace("một", "1"), path=made.path, seen=made)
    assert desk.drafts.open(made.path) == saved


def test_a_picture_put_beside_a_text_makes_no_words_stale(desk: Desk) -> None:
    seen = desk.drafts.open(A)
    desk.save(TEXT, HUNG, files={"hai.jpg": b"2"})
    saved = desk.save(TEXT.replace("một", "1"), seen=seen)
    assert saved.files == ("anh.jpg", "hai.jpg")
    with pytest.raises(Stale):
        desk.save(saved.text, seen=seen, files={"hai.jpg": b"khac"})


def test_half_a_letter_and_a_huge_text_are_refused(calm: Desk) -> None:
    for text in (f"{TEXT}\ud83d", TEXT + "x" * 2_000_000):
        with pytest.raises(CannotSave):
            calm.save(text)
