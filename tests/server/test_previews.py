"""A push to another branch is a preview: drafts shown, kept from search engines, gone with its branch."""

from __future__ import annotations

from bs4 import BeautifulSoup

from tests.server.house import URL, House
from tests.site import article


def test_a_branch_is_a_preview_at_an_address_that_only_its_pusher_is_told(house: House) -> None:
    served = house.home.current.readlink()
    house.clone.commit({"content/tin-tuc/nhap.md": article("Bản nháp", Status="draft")})
    pushed = house.clone.push("HEAD:refs/heads/thử nghiệm".replace(" ", "-"))
    token = house.home.token("thử-nghiệm")
    assert pushed.code == 0
    assert any(line.endswith(f"{URL}/xem-truoc/{token}/") for line in pushed.lines)
    page = (house.home.previews / token / "tin-tuc/nhap/index.html").read_text("utf-8")
    soup = BeautifulSoup(page, "html.parser")
    assert soup.select_one("meta[name=robots]")["content"] == "noindex"  # type: ignore[index]
    assert house.home.current.readlink() == served
    assert not house.has("/tin-tuc/nhap")


def test_every_page_of_a_preview_says_noindex_and_links_inside_the_preview(house: House) -> None:
    token = house.home.token("thử-nghiệm")
    pages = list((house.home.previews / token).rglob("*.html"))
    assert pages
    for page in pages:
        soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        assert soup.select_one('meta[name="robots"][content="noindex"]'), page
        inside = [a["href"] for a in soup.select("a[href^='/']")]
        assert all(str(href).startswith(f"/xem-truoc/{token}/") for href in inside)


def test_a_branch_may_be_rewritten_and_its_preview_follows_under_the_same_address(house: House) -> None:
    token = house.home.token("thử-nghiệm")
    house.clone.git("commit", "--quiet", "--amend", "--message", "khác")
    house.clone.commit({"content/tin-tuc/nhap.md": article("Bản nháp hai", Status="draft")})
    assert house.clone.push("+HEAD:refs/heads/thử-nghiệm").code == 0
    assert "Bản nháp hai" in (house.home.previews / token / "tin-tuc/nhap/index.html").read_text("utf-8")


def test_a_preview_that_is_wrong_is_refused_and_the_one_before_stays(house: House) -> None:
    token = house.home.token("thử-nghiệm")
    house.clone.commit({"content/tin-tuc/nhap.md": article("Sai", date="x")})
    pushed = house.clone.push("HEAD:refs/heads/thử-nghiệm")
    house.clone.git("reset", "--quiet", "--hard", "HEAD~1")
    assert pushed.code != 0
    assert "Bản nháp hai" in (house.home.previews / token / "tin-tuc/nhap/index.html").read_text("utf-8")


def test_names_that_look_like_paths_and_commands_are_only_names(house: House) -> None:
    odd = "a/x;touch$IFS'y'&&z"
    assert house.clone.push(f"HEAD:refs/heads/{odd}").code == 0
    assert {folder.name for folder in house.home.previews.iterdir()} == {
        house.home.token("thử-nghiệm"),
        house.home.token(odd),
    }


def test_there_is_an_end_to_previews_and_a_removed_branch_makes_room(house: House) -> None:
    settings = house.home.server / "settings.toml"
    settings.write_text(settings.read_text("utf-8").replace("# most_previews = 10", "most_previews = 2"), "utf-8")
    refused = house.clone.push("HEAD:refs/heads/ba")
    assert refused.code != 0
    assert any("Đã có 2 nhánh xem trước" in line for line in refused.lines)
    assert house.clone.push(":refs/heads/thử-nghiệm").code == 0
    assert not (house.home.previews / house.home.token("thử-nghiệm")).exists()
    assert house.clone.push("HEAD:refs/heads/ba").code == 0
