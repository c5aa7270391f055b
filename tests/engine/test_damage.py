"""Whatever happens to what a build has kept, the next one makes the clean output of it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.site import ROOT, Built, article, build, photograph

pytestmark = pytest.mark.faults

SITE: dict[str, str | bytes] = {
    "data/site.toml": 'name = "Trang thử"\nurl = "https://x.example"\n',
    "data/abbreviations.toml": 'HTX = "hợp tác xã"\n',
    "tin-tuc/a.md": article("Bài một", body="Lời về HTX ..\n\n![Tả](a.jpg)", Author="Hà"),
    "tin-tuc/a.jpg": photograph(900, 600),
}


def kept(cache: Path) -> list[Path]:
    return sorted(file for file in cache.rglob("*") if file.is_file())


def built(folder: Path) -> Built:
    """A build into an empty output, from the cache in `folder`."""
    shutil.rmtree(folder / "output", ignore_errors=True)
    own = {
        "cache": folder / "cache",
        "fonts": tuple(ROOT / f"node_modules/@fontsource/{face}/files" for face in ("be-vietnam-pro", "noto-serif")),
        "pagefind": ROOT / "node_modules/@pagefind",
    }
    return build(folder, SITE, ENGINE=own, SEARCH_INDEX=True)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """What one build keeps, and what it makes."""
    folder = tmp_path_factory.mktemp("clean")
    made = built(folder)
    assert made.code == 0, made.said
    return folder / "cache", made.files


def replaced(content: bytes) -> Callable[[Path], object]:
    return lambda file: file.write_bytes(content)


def changed(change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda file: file.write_bytes(change(file.read_bytes()))


def lies(at: float, wrong: bytes) -> Callable[[Path], object]:
    """Bytes written over those that stand somewhere between the first and the last."""

    def over(right: bytes) -> bytes:
        begin = int(at * (len(right) - len(wrong)))
        return right[:begin] + wrong + right[begin + len(wrong) :]

    return changed(over)


def a_folder(file: Path) -> None:
    file.unlink()
    (file / "inside").mkdir(parents=True)


def a_link_to_nothing(file: Path) -> None:
    file.unlink()
    file.symlink_to("nowhere")


def of_another(file: Path) -> None:
    """The content of a neighbour: whole, and of another key."""
    others = [one for one in sorted(file.parents[1].rglob(f"*{file.suffix}")) if one.is_file() and one != file]
    file.write_bytes(others[0].read_bytes() if others else b"")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "gone": Path.unlink,
    "empty": replaced(b""),
    "an object": replaced(b"{}"),
    "a number": replaced(b"5"),
    "no UTF-8": replaced(b"\xff\xfe\xc0" * 50),
    "noise": replaced(random.Random(1).randbytes(9000)),
    "a head and noise": changed(lambda right: right[:100] + random.Random(2).randbytes(len(right))),
    "cut": changed(lambda right: right[: len(right) // 2]),
    "cut at a page": changed(lambda right: right[:4096]),
    "without its last byte": changed(lambda right: right[:-1]),
    "longer": changed(lambda right: right + b"\0"),
    "zeroed": lies(0.5, bytes(64)),
    "wrong at the end": lies(1, b"wrong" * 13),
    "flipped": changed(lambda right: bytes(one ^ (at % 97 == 96) for at, one in enumerate(right))),
    "upside down": changed(lambda right: right[::-1]),
    "of another": of_another,
    "a folder": a_folder,
    "a link to nothing": a_link_to_nothing,
    "forbidden": lambda file: file.chmod(0),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_with_every_file_damaged_the_output_is_clean(
    tmp_path: Path, clean: tuple[Path, dict[str, bytes]], damage: str
) -> None:
    cache, right = clean
    shutil.copytree(cache, tmp_path / "cache")
    for file in kept(tmp_path / "cache"):
        DAMAGES[damage](file)
    made = built(tmp_path)
    assert (made.code, made.files == right) == (0, True), made.said


def test_with_one_file_damaged_the_output_is_clean(tmp_path: Path, clean: tuple[Path, dict[str, bytes]]) -> None:
    cache, right = clean
    for file in kept(cache):
        shutil.rmtree(tmp_path / "cache", ignore_errors=True)
        shutil.copytree(cache, tmp_path / "cache")
        DAMAGES["zeroed"](tmp_path / "cache" / file.relative_to(cache))
        made = built(tmp_path)
        assert (made.code, made.files == right) == (0, True), f"{file}: {made.said}"
