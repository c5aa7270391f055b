"""`publish` beside what a person, a machine or a program has told git to do. Every row is a home of its own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.publish.office import Editor, Office, git

TEXT = "content/tin-tuc/a/index.md"
PICTURE = "content/tin-tuc/a/hình mới.jpg"
PHOTO = b"\xff\xd8\x00moi\r\n"
FAILS = "#!/bin/sh\necho hook >>~/ran\nexit 1\n"


@dataclass(frozen=True)
class Home:
    """What stands in an editor's home: `~/.gitconfig`, other files, and variables; `~` in a value is the home."""

    config: str = ""
    files: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)


HOMES = {
    "pushes": Home(
        "[push]\nfollowTags\npushOption=ci.skip\ngpgSign\nrecurseSubmodules=only\nnegotiate\ndefault=nothing\n"
        '[remote]\npushDefault=khác\n[remote "origin"]\nmirror\npush=refs/tags/*\ntagOpt=--tags\nprune\npruneTags\n'
        '[branch "main"]\npushRemote=khác\nrebase=interactive\n[pull]\nff=only\nrebase\n[fetch]\nprune\npruneTags\n'
    ),
    "commits": Home(
        "[commit]\ngpgSign\ncleanup=strip\ntemplate=~/không-có\nverbose\n[tag]\ngpgSign\n[gpg]\nprogram=false\n"
        "[core]\neditor=false\ncommentChar=%\n[i18n]\ncommitEncoding=ISO-8859-1\n"
    ),
    "hooks": Home(
        "[core]\nhooksPath=~/hooks\n",
        {f"hooks/{name}": FAILS for name in ("pre-commit", "commit-msg", "pre-push", "reference-transaction")},
    ),
    "line ends": Home("[core]\nautocrlf\neol=crlf\nsafecrlf\nwhitespace=cr-at-eol\n"),
    "words": Home(
        "[color]\nui=always\npush=always\nremote=always\ntransport=always\nadvice=always\ndiff=always\nstatus=always\n"
        "[log]\nshowSignature\ndate=relative\nfollow\n[format]\npretty=fuller\n[i18n]\nlogOutputEncoding=UTF-16\n"
        "[status]\nshort\nbranch\nshowStash\nshowUntrackedFiles=no\nrelativePaths\nrenames=false\n"
        "[diff]\nexternal=false\nnoprefix\nmnemonicPrefix\nrelative\nignoreSubmodules=all\nrenames=copies\n"
        "[core]\nquotePath\npager=false\nabbrev=4\n[pager]\ndiff\n[advice]\nstatusHints\n",
    ),
    "files": Home(
        "[core]\nignoreStat\nfsmonitor=~/unchanged\nuntrackedCache=true\ncheckStat=minimal\ntrustctime=false\n"
        "excludesFile=~/ignored\nattributesFile=~/attributes\n[feature]\nmanyFiles\n[submodule]\nrecurse\n"
        '[filter "lfs"]\nclean=git-lfs clean %f\nsmudge=git-lfs smudge %f\nprocess=git-lfs filter-process\nrequired\n',
        {
            "unchanged": "#!/bin/sh\nprintf 'token\\0'\n",
            "ignored": "*.jpg\n*.toml\n",
            "attributes": "*.jpg filter=lfs -text\n*.md merge=union working-tree-encoding=UTF-16\n",
        },
    ),
    "joins": Home(
        "[merge]\nconflictStyle=zdiff3\nrenames=false\ndefault=binary\nrenameLimit=1\ndirectoryRenames=true\n"
        "[diff]\nrenames=false\nalgorithm=histogram\n[rebase]\nautoStash\n[rerere]\nenabled\nautoUpdate\n"
    ),
    "variables": Home(
        environment={
            **{f"GIT_{name}": "~/nowhere" for name in ("DIR", "WORK_TREE", "INDEX_FILE", "OBJECT_DIRECTORY")},
            **{f"GIT_{name}": "1" for name in ("LITERAL_PATHSPECS", "TRACE", "TRACE_PACKET", "NAMESPACE")},
            **dict.fromkeys(("GIT_EDITOR", "GIT_EXTERNAL_DIFF", "GIT_PAGER", "EDITOR", "PAGER"), "false"),
            "GIT_AUTHOR_DATE": "2001-01-01T00:00:00Z",
            "LANGUAGE": "vi",
        }
    ),
}


@pytest.fixture
def editor(office: Office) -> Editor:
    """Has written a passage, with a picture and in a Windows editor, while a colleague published another passage."""
    office.editor("hoa").rewrite("ba.", "3.").publish("Của Hoa")
    mine = office.editor("thuy").rewrite("Đoạn một.\n", "Đoạn một.\r\n\r\n![Hội nghị](<hình mới.jpg>)\r\n")
    git(
        office.remote, "config", "core.hooksPath", "hooks"
    )  # as in a publishing home: this one lies on the same machine
    mine.git("tag", "--annotate", "v1", "--message", "Bản 1")
    return mine.write({PICTURE: PHOTO, "ghi-chu.txt": "x"})


def settle_in(home: Home, folder: Path, editor: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".gitconfig").write_text(home.config, "utf-8")
    for name, text in home.files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
        (folder / name).chmod(0o755)
    if (folder / "hooks").is_dir():
        shutil.copytree(folder / "hooks", editor.root / ".git/hooks", dirs_exist_ok=True)
    for name, value in home.environment.items():
        monkeypatch.setenv(name, value.replace("~", str(folder)))


@pytest.mark.parametrize("home", HOMES.values(), ids=HOMES)
def test_whatever_git_is_told_elsewhere_a_publish_is_the_same(
    office: Office, editor: Editor, home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as changed:
        settle_in(home, office.folder, editor, changed)
        capsys.readouterr()
        editor.publish("# số 1")
    said = capsys.readouterr().out
    (office.folder / ".gitconfig").unlink()
    assert "Ngoài thư mục content còn tệp đã sửa, lần này không đăng: ghi-chu.txt." in said
    assert "\x1b" not in said
    assert "Đoạn một.\n\n![Hội nghị](<hình mới.jpg>)\n\nĐoạn hai.\n\nĐoạn 3." in office.published(TEXT)
    assert git(office.remote, "cat-file", "-s", f"main:{PICTURE}") == f"{len(PHOTO)}\n"
    assert office.log()[:2] == ["thuy: # số 1", "hoa: Của Hoa"]
    assert git(office.remote, "for-each-ref", "--format=%(refname)") == "refs/heads/main\n"
    assert editor.git("status", "--porcelain") == "?? ghi-chu.txt\n"
    assert not (office.folder / "ran").exists()
