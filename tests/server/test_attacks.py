"""What a text says makes no path: each push of an attack is refused or harmless, and everything works after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.house import House, quiet
from tests.site import article
from tools.server import serving

# Told where the field is read, and told when all addresses are compared.
PATHS = [
    "/?q=x/../../../../releases/90000101-000000-0123456789012345678901234567890123456789",
    "/?q=x/../../../../../.x",
    "/?q=%2e%2e/%2e%2e/%2e%2e/x",
    "/../../x",
    "/a/%2e%2e/%2e%2e/x",
    "/.moved/node/1",
    "/cu/.to/x",
    "/.q/a",
    "/tin-tuc/a/index.html.gz",
    "/tin-tuc/a/index.html/x",
    "/pagefind/edition.txt",
    "/xem-truoc/aaaaaaaaaaaaaaaaaaaaaaaaaa/",
    "/theme/css/site.css",
    f"/{'a' * 250}",
    "/x" * 600,
]
TAKEN = ["/feeds/all.json.br", "/feeds/all.json/x", "/redirects.csv", "/404.html/x", "/rss.xml.gz/x"]


@pytest.mark.parametrize("attacks", [PATHS, TAKEN])
def test_an_old_address_that_would_be_a_path_of_the_server_is_refused_in_words(
    house: House, attacks: list[str]
) -> None:
    names = [f"tin-tuc/k-{number}.md" for number in range(len(attacks))]
    before = {one.name for one in house.home.root.parent.iterdir()}
    removed = {"Status": "removed", "Reason": "Rút."}
    texts = [article(Redirect_from=old, **(removed if number % 2 else {})) for number, old in enumerate(attacks)]
    house.clone.commit({f"content/{name}": text for name, text in zip(names, texts, strict=True)})
    pushed = house.clone.push()
    house.clone.git("reset", "--quiet", "--hard", "HEAD~1")
    assert pushed.code != 0
    assert {line.partition(":")[0] for line in pushed.lines if ".md:3: " in line} == set(names)
    assert {one.name for one in house.home.root.parent.iterdir()} == before
    works(house)


@pytest.mark.parametrize("status", ["published", "removed"])
def test_old_addresses_below_one_another_are_all_marked_and_reach_no_page(house: House, status: str) -> None:
    old = f"/{status}; /{status}/@; /{status}/@/x; /{status}.html; /{status}.gz; /{status}/a.tar.gz/b"
    house.clone.commit(
        {f"content/tin-tuc/{status}.md": article(status, Redirect_from=old, Status=status, Reason="Rút.")}
    )
    house.clone.goes_live()
    served = house.home.served()
    assert served
    marks = served / (serving.GONE if status == "removed" else serving.MOVED)
    for one in old.split("; "):
        mark = marks / one.strip("/") / serving.MARK
        assert mark.is_file() if status == "removed" else mark.resolve() == served / "tin-tuc" / status
    assert {one.name for one in (served / "tin-tuc" / status).iterdir()} <= {
        "index.html",
        "index.html.br",
        "index.html.gz",
    }
    works(house)


def works(house: House) -> None:
    """A good push, the report and the way back."""
    house.clone.version(house.version + 1)
    house.clone.goes_live()
    quiet(house)
    for command in ("doctor", "rollback"):
        done = house.command(command, str(house.home.root))
        assert done.code == 0, done.said
    assert house.litter() == []


def test_what_lies_in_the_way_of_a_mark_is_left_alone_and_told_and_the_others_are_laid(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    made = tmp_path / "release"
    (made / "tin-tuc/a").mkdir(parents=True)
    (made / "tin-tuc/a/index.html").touch()
    (made / serving.MOVED).mkdir()
    (made / serving.MOVED / "link").symlink_to(elsewhere)
    (made / serving.MOVED / "file").touch()
    (made / serving.GONE / "folder" / serving.MARK).mkdir(parents=True)
    rows = "".join(f"{old},/tin-tuc/a/,301\n" for old in ("/link", "/link/x", "/file/x", "/../../x", "/good"))
    (made / "redirects.csv").write_text(f"old,new,status\n{rows}/folder,,410\n/gone,,410\n", "utf-8")
    assert serving.markers(made) == ["/link", "/link/x", "/file/x", "/../../x", "/folder"]
    assert (made / serving.MOVED / "good" / serving.MARK).resolve() == made / "tin-tuc/a"
    assert (made / serving.GONE / "gone" / serving.MARK).is_file()
    assert list(elsewhere.iterdir()) == []
    assert {one.name for one in tmp_path.iterdir()} == {"elsewhere", "release"}
