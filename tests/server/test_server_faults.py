"""Kills, full disks and crowds: readers never see half a thing, and what was told is true."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.server.house import House, quiet
from tests.server.storm import storm
from tests.site import article
from tools.server import lock

SECONDS = float(os.environ.get("STORM_SECONDS", "3"))


@pytest.mark.faults
def test_pushes_that_are_killed_anywhere_break_no_promise(house: House) -> None:
    counts = storm(house, SECONDS, random.Random(os.environ.get("STORM_SEED", "5")))
    done = {name: counts.pop(name, 0) for name in ("reads", "pushes", "kills", "crowds")}
    assert +counts == {}
    assert done["reads"] > 0


@pytest.mark.faults
def test_a_hook_whose_git_was_killed_before_it_began_ends_and_takes_no_lock(house: House) -> None:
    """Its parent is then a process that never ends, as this one: a guard would wait for that for ever."""
    assert house.hook("pre-receive").code == 1
    assert lock.holder(house.home) == 0


@pytest.mark.faults
def test_of_pushers_at_once_one_goes_live_after_the_other_and_the_rest_are_told_to_fetch(house: House) -> None:
    clones = [house.another_clone(f"editor-{number}") for number in range(3)]
    commits = [
        clone.commit({f"content/tin-tuc/cung-luc-{number}.md": article(f"Cùng lúc {number}")})
        for number, clone in enumerate(clones)
    ]
    with ThreadPoolExecutor() as pool:
        pushed = list(pool.map(lambda clone: clone.push(), clones))
    winners = [commit for commit, one in zip(commits, pushed, strict=True) if one.code == 0]
    assert winners == [house.tip] == [house.served]
    assert all("fetch first" in one.said for one in pushed if one.code)
    house.clone.git("fetch", "--quiet", "origin")
    house.clone.git("reset", "--quiet", "--hard", "origin/main")


@pytest.mark.faults
@pytest.mark.parametrize("step", ["work", "releases", "about"])
def test_a_step_that_cannot_write_refuses_the_push_and_the_next_one_works(house: House, step: str) -> None:
    folder = house.home.releases if step == "releases" else house.home.server / step
    before, tip = house.home.current.readlink(), house.tip
    house.clone.version(house.version + 1)
    quiet(house)
    aside = folder.rename(folder.with_name(f"{folder.name}-aside"))
    folder.write_text("không phải thư mục", "utf-8")
    pushed = house.clone.push()
    quiet(house)
    folder.unlink()
    aside.rename(folder)
    assert pushed.code != 0
    assert (house.home.current.readlink(), house.tip) == (before, tip)
    house.clone.git("commit", "--quiet", "--allow-empty", "--message", "lại")
    house.clone.goes_live()
    assert house.served == house.tip


ON_A_SMALL_DISK = """
set -e
cp -a "$HOME_DIR" "$HOME_DIR-aside"
mount -t tmpfs -o size=12m,mode=755 tmpfs "$HOME_DIR"
cp -a "$HOME_DIR-aside/." "$HOME_DIR"
cat /dev/zero >"$HOME_DIR/ballast" 2>/dev/null || true
truncate -s -"$ROOM" "$HOME_DIR/ballast"
served=$(readlink "$HOME_DIR/current")
if git push --quiet origin HEAD:main; then echo pushed though full; exit 1; fi
[ "$(readlink "$HOME_DIR/current")" = "$served" ]
tail -c 8 "$HOME_DIR/current/tin-tuc/a/index.html"
rm "$HOME_DIR/ballast"
git push --quiet origin HEAD:main
case $(readlink "$HOME_DIR/current") in *-$(git rev-parse HEAD)) echo live ;; esac
"""


@pytest.mark.faults
@pytest.mark.skipif(os.geteuid() != 0, reason="gives a push a small disk of its own, which only root may")
@pytest.mark.parametrize("room", ["100k", "900k"])
def test_a_disk_that_is_full_refuses_the_push_and_the_next_one_works_once_there_is_room(
    house: House, room: str
) -> None:
    """All in a mount namespace that ends with it, on a copy of the home at the home's own path."""
    # It comes to lie in git's objects, among the unpacked texts, among the pages and in the release: one room each.
    house.clone.commit({"content/files/to.bin": os.urandom(400_000)}, "tệp lớn")
    quiet(house)
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", ON_A_SMALL_DISK],
        cwd=house.clone.folder,
        env=os.environ | {"HOME_DIR": str(house.home.root), "ROOM": room},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    shutil.rmtree(house.folder / "home-aside", ignore_errors=True)
    if "unshare failed" in done.stderr or "permission denied" in done.stderr:
        pytest.skip("no disk can be mounted here")
    assert done.stdout.split() == ["</html>live"], done.stdout + done.stderr
    house.clone.git("reset", "--quiet", "--hard", "HEAD~1")
