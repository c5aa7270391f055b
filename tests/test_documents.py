"""What the documents promise is what the code does: fields, the guide's examples, filters, templates, commands."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import tasks
from plugins.engine.theme import FILTERS
from tests.site import ROOT, build, photograph
from tools.guide import TABLES

GUIDE = (ROOT / "content/README.md").read_text("utf-8")
THEME = (ROOT / "theme/README.md").read_text("utf-8")
CODE = re.compile(r"`([^`]+)`")
MACRO = re.compile(r"{% macro (\w+)\(")
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def rows(document: str, after: str) -> Iterator[list[str]]:
    """The cells of the first table that follows some words, without its head."""
    table = document.split(after, 1)[1].partition("\n|")[2].partition("\n\n")[0]
    for line in table.splitlines()[2:]:
        yield [cell.strip() for cell in line.strip().strip("|").split("|")]


def blocks(document: str, language: str) -> list[str]:
    """The fenced examples of a document, where they stand at the margin."""
    return re.findall(rf"^```{language}\n(.*?)^```$", document, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_the_guide_stands_once_and_is_the_one_that_the_code_makes(name: str) -> None:
    assert GUIDE.count(f"<!-- {name} -->\n{TABLES[name]()}<!-- /{name} -->") == 1, (
        "python -m tools.guide writes it anew"
    )


def test_the_guides_example_builds_without_a_word_and_shows_all_that_it_promises(tmp_path: Path) -> None:
    [example] = blocks(GUIDE, "markdown")
    built = build(
        tmp_path,
        {
            "tin-tuc/bai-mau/index.md": example,
            "tin-tuc/bai-mau/anh-hoi-nghi.jpg": photograph(),
            "tin-tuc/bai-mau/ke-hoach.pdf": PDF,
            "data/categories.toml": (ROOT / "content/data/categories.toml").read_bytes(),
        },
    )
    assert (built.code, built.messages) == (0, [])
    page = built.page("/tin-tuc/bai-mau/")
    assert page.select_one(".article-body figure figcaption")
    assert page.select_one(".article-body table")
    assert [link.get_text(strip=True) for link in page.select(".attachments a[href]")] == ["Kế hoạch phối hợp (PDF)"]


def test_the_guides_headers_in_yaml_are_right(tmp_path: Path) -> None:
    article, program = blocks(GUIDE, "yaml")
    vocabulary = (ROOT / "content/data/categories.toml").read_bytes()
    texts = {"tin-tuc/a.md": article + "Nội dung.\n", "programs/b.md": program + "Nội dung.\n"}
    built = build(tmp_path, {**texts, "data/categories.toml": vocabulary})
    assert (built.code, built.messages) == (0, [])


def test_the_message_that_the_guide_explains_is_the_one_that_is_told(tmp_path: Path) -> None:
    [message] = [block.strip() for block in blocks(GUIDE, "text") if ".md:2:" in block]
    text = "Tiêu đề: A\nNgày: 22.8.2022\n\nNội dung.\n"
    assert build(tmp_path, {message.partition(":")[0]: text}).messages == [message]


def test_every_filter_is_documented_and_every_documented_filter_exists() -> None:
    assert sorted(CODE.findall(name)[0] for name, *_ in rows(THEME, "| `feed_all` |")) == sorted(FILTERS)


def test_every_template_is_documented_and_every_documented_template_exists() -> None:
    folder = ROOT / "theme/templates"
    files = [*folder.glob("*.*"), *folder.glob("machine/*.*")]
    documented = [name for cell, *_ in rows(THEME, "## Templates and the names") for name in CODE.findall(cell)]
    assert sorted([*documented, "base.html"]) == sorted(file.relative_to(folder).as_posix() for file in files)


def test_every_component_is_documented_and_every_documented_component_exists() -> None:
    documented = [name for _, names in rows(THEME, "## Components") for name in names.split(", ")]
    files = (ROOT / "theme/templates/components").glob("*.html")
    assert sorted(documented) == sorted(file.stem for file in files)


def test_every_stylesheet_bears_the_name_of_a_macro_of_a_page_or_of_what_running_text_brings() -> None:
    templates, css = ROOT / "theme/templates", ROOT / "theme/static/css"
    macros = {name for file in templates.rglob("*.html") for name in MACRO.findall(file.read_text("utf-8"))}
    pages = {file.stem for file in templates.glob("*.html")}
    running = re.findall(r"[\w-]+", " ".join(CODE.findall(THEME.split("\nRunning text")[1].partition("\n\n")[0])))
    borne = macros | pages | {name.replace("-", "_") for name in running}
    assert [file.stem for file in (css / "components").glob("*.css") if file.stem not in borne] == []
    files = [file.relative_to(css).as_posix() for file in css.rglob("*.css")]
    assert sorted((css / "site.txt").read_text("utf-8").split()) == sorted(files)


ROOMS = {
    CODE.findall(name)[0].removesuffix(".py"): (CODE.findall(decides), CODE.findall(public))
    for name, decides, public in rows((ROOT / "plugins/README.md").read_text("utf-8"), "every text has its page")
}


def test_every_package_stands_in_the_readme() -> None:
    folders = {f"{file.parent.name}/" for file in ROOT.glob("plugins/*/__init__.py")}
    modules = {file.stem for file in ROOT.glob("plugins/*.py")} - {"__init__"}
    assert ROOMS.keys() == folders | modules


@pytest.mark.parametrize("room", ROOMS)
def test_the_public_names_of_a_package_are_those_that_the_readme_gives(room: str) -> None:
    package = importlib.import_module(f"plugins.{room.rstrip('/')}")
    assert sorted(ROOMS[room][1]) == sorted(getattr(package, "__all__", []))  # base has none: "its modules"


@pytest.mark.parametrize("room", ROOMS)
def test_the_readme_says_what_each_module_of_a_package_is(room: str) -> None:
    modules = {file.stem for file in (ROOT / "plugins" / room).glob("*.py")} - {"__init__"}
    assert modules - set(ROOMS[room][0]) == set()


def test_every_tool_stands_in_the_readme_of_the_tools() -> None:
    named = [CODE.findall(cell)[0] for cell, _ in rows((ROOT / "tools/README.md").read_text("utf-8"), "knows Pelican.")]
    tools = [file.name for file in ROOT.glob("tools/*.py") if file.stem != "__init__"]
    assert sorted(named) == sorted([*tools, *(f"{file.parent.name}/" for file in ROOT.glob("tools/*/__init__.py"))])


COMMANDS = tasks.namespace
WRITTEN = [
    (document, command)
    for document in ("README.md", "content/README.md")
    for command in dict.fromkeys(
        re.findall(r"\bpython3? tasks\.py ([a-z][\w-]*)", (ROOT / document).read_text("utf-8"))
    )
]


@pytest.mark.parametrize(("document", "command"), WRITTEN)
def test_a_command_that_a_document_names_exists(document: str, command: str) -> None:
    assert command in COMMANDS.task_names, document


TABLE = [cells[0] for cells in rows((ROOT / "README.md").read_text("utf-8"), "first time: `.venv`")]
LISTED = {re.findall(r"tasks\.py ([\w-]+)", cell)[0]: re.findall(r"--[a-z][\w-]*", cell) for cell in TABLE}


def test_every_command_stands_in_the_readme() -> None:
    assert sorted(LISTED) == sorted(COMMANDS.task_names)


@pytest.mark.parametrize("command", LISTED)
def test_a_command_takes_the_options_that_the_readme_gives_it(command: str) -> None:
    taken = {f"--{one.name.replace('_', '-')}" for one in COMMANDS[command].get_arguments()}
    assert set(LISTED[command]) <= taken


def test_decisions_are_numbered_in_their_order() -> None:
    numbers = re.findall(r"(?m)^## (\d+)\. ", (ROOT / "plugins" / "DECISIONS.md").read_text("utf-8"))
    assert [int(number) for number in numbers] == list(range(1, len(numbers) + 1))


FORGES = {".github/workflows/code.yml": ("jobs", "check", "steps"), ".gitlab-ci.yml": ("code", "script")}


@pytest.mark.parametrize("file", FORGES)
def test_each_forge_checks_the_code_by_the_script_that_people_run(file: str) -> None:
    found = yaml.safe_load((ROOT / file).read_text("utf-8"))
    for key in FORGES[file]:
        found = found[key]
    assert found[-1] in (".ci/run", {"run": ".ci/run"})
    assert (ROOT / ".ci/run").stat().st_mode & 0o100
