"""Theme and plugins in a push: not run unless the administrator allows it, and the pusher is told which."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.publish.office import alone
from tests.server.house import House, found
from tests.site import ROOT

SOFTWARE = ("plugins", "theme", "tools", "tasks.py", "pelicanconf.py", "publishconf.py")
SKELETON = "theme/templates/base.html"
TOLD = "được lưu nhưng chưa có hiệu lực"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house whose clone is a whole project."""
    folder = tmp_path_factory.mktemp("project")
    with pytest.MonkeyPatch.context() as monkeypatch:
        alone(monkeypatch, folder)
        house = found(folder)
        for name in SOFTWARE:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, house.clone.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, house.clone.folder / name)
        house.clone.commit()
        yield house


def dressed_as(house: House, words: str) -> None:
    skeleton = (ROOT / SKELETON).read_text("utf-8").replace("Đến nội dung chính", words)
    house.clone.commit({SKELETON: skeleton})


def test_a_pushed_theme_is_kept_but_not_shown_and_the_pusher_is_told(project: House) -> None:
    dressed_as(project, "Lời của người đăng")
    pushed = project.clone.push()
    assert pushed.code == 0
    assert any(TOLD in line and "«" in line for line in pushed.lines), pushed.said
    assert "Lời của người đăng" not in project.page("/")
    project.clone.version(1)
    assert not any(TOLD in line for line in project.clone.push().lines)


def test_where_it_is_allowed_a_pushed_theme_is_shown(project: House) -> None:
    settings = project.home.server / "settings.toml"
    before = settings.read_text("utf-8")
    settings.write_text(f"{before}\nrun_pushed_code = true\n", "utf-8")
    dressed_as(project, "Lời được phép")
    pushed = project.clone.push()
    settings.write_text(before, "utf-8")
    assert pushed.code == 0, pushed.said
    assert not any(TOLD in line for line in pushed.lines)
    assert "Lời được phép" in project.page("/")
