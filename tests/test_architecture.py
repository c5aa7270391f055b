"""Who may import whom, how long code may be: the rules of plugins/README.md, held by reading."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from tools import ROOT

PACKAGES = sorted(folder.name for folder in (ROOT / "plugins").iterdir() if (folder / "__init__.py").is_file())
CODE = sorted([*ROOT.glob("*.py"), *ROOT.glob("plugins/**/*.py"), *ROOT.glob("tools/**/*.py")])
NAMES = [file.relative_to(ROOT).as_posix() for file in CODE]
OURS = ("plugins", "tools", "tasks", "pelicanconf", "publishconf")

LONGEST_MODULE, LONGEST_FUNCTION = 350, 40
# One fact after another, each with what follows from it alone: cut in two it would only be harder to look up.
CATALOGUES = {"plugins/base/model.py"}


@cache
def tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text("utf-8"))


@cache
def nodes(name: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree(name)))


def imports(name: str) -> Iterator[tuple[str, str]]:
    """Module and imported name, each as written: `("plugins.base", "moments")`, `("json", "")`."""
    for node in nodes(name):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def modules(name: str) -> set[str]:
    """What a file imports, as far as packages go: `plugins.base`, `tools.setup`, `json`."""
    whole = {f"{module}.{part}" if module in OURS else module for module, part in imports(name)}
    return {".".join(one.split(".")[: 2 if one.split(".")[0] in OURS else 1]) for one in whole}


def files_of(package: str) -> list[str]:
    return [name for name in NAMES if name.startswith(f"{package}/")]


@cache
def public_names(module: str) -> frozenset[str]:
    """`__all__` of a package, else every name of the module that does not begin with an underscore."""
    folder = ROOT / module.replace(".", "/")
    name = (folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")).relative_to(ROOT).as_posix()
    for node in tree(name).body:
        if isinstance(node, ast.Assign) and any(
            isinstance(one, ast.Name) and one.id == "__all__" for one in node.targets
        ):
            return frozenset(ast.literal_eval(node.value))
    defined = (node.name for node in tree(name).body if isinstance(node, ast.FunctionDef | ast.ClassDef))
    return frozenset(one for one in defined if not one.startswith("_"))


def test_no_class_name_stands_twice() -> None:
    classes = Counter(
        node.name
        for name in NAMES
        if name.startswith(("plugins/", "tools/"))
        for node in nodes(name)
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, times in classes.items() if times > 1] == []


def test_search_imports_base_and_libraries_alone() -> None:
    assert {module for module in modules("plugins/search.py") if module.startswith(OURS)} == {"plugins.base"}


@pytest.mark.parametrize("package", [one for one in PACKAGES if one != "engine"])
def test_a_package_imports_no_package_beside_base(package: str) -> None:
    ours = {module for name in files_of(f"plugins/{package}") for module in modules(name) if module.startswith(OURS)}
    assert ours <= {"plugins.base", f"plugins.{package}"}


def test_base_imports_the_standard_library_and_yaml_alone() -> None:
    foreign = {module for name in files_of("plugins/base") for module in modules(name)}
    assert foreign - sys.stdlib_module_names - {"plugins.base"} == {"yaml"}


def test_pelican_is_known_to_the_engine_and_to_the_one_way_in_alone() -> None:
    known_to = {name for name in NAMES if "pelican" in modules(name)}
    assert known_to == {"plugins/engine/generator.py", "plugins/engine/theme.py", "tools/site.py"}


def test_no_private_name_of_a_foreign_module_is_used() -> None:
    written = [(name, f"{module}.{part}") for name in NAMES for module, part in imports(name) if module != "__future__"]
    assert [(name, one) for name, one in written if re.search(r"\b_", one)] == []


def taken(name: str, others: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """File, package and name of what a file takes from other packages."""
    whole = {part for module, part in imports(name) if module == "plugins" and f"plugins.{part}" in others}
    yield from ((name, module, part) for module, part in imports(name) if module.startswith(others))
    for node in nodes(name):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in whole:
            yield name, f"plugins.{node.value.id}", node.attr


@pytest.mark.parametrize("own", ["plugins.engine", "tools"])
def test_engine_and_tools_take_only_public_names_of_the_packages_beside_base(own: str) -> None:
    names = [*files_of(own.replace(".", "/")), "tasks.py"]
    others = {f"plugins.{one}" for one in (*PACKAGES, "search")} - {"plugins.base", own}
    found = [one for name in names for one in taken(name, tuple(others))]
    assert found
    assert [(name, module, part) for name, module, part in found if part not in public_names(module)] == []


def test_the_settings_import_nothing_of_ours() -> None:
    assert modules("pelicanconf.py").isdisjoint({"plugins", "tools", "tasks"})
    assert {module for module, _ in imports("publishconf.py") if module.startswith(OURS)} == {"pelicanconf"}


def test_a_module_is_short() -> None:
    lengths = {name: len((ROOT / name).read_text("utf-8").splitlines()) for name in NAMES if name not in CATALOGUES}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_a_function_is_short() -> None:
    lengths = [
        (name, node.name, (node.end_lineno or 0) - node.lineno + 1)
        for name in NAMES
        for node in nodes(name)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert [one for one in lengths if one[2] > LONGEST_FUNCTION] == []


def test_a_file_opens_with_what_it_is_for() -> None:
    assert [name for name in NAMES if (ROOT / name).stat().st_size and not ast.get_docstring(tree(name))] == []


def dependency_lines() -> list[str]:
    """The lines of pyproject.toml between the brackets of the run-time dependencies."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    return [line.strip() for line in text.split("dependencies = [")[1].split("\n]")[0].splitlines() if line.strip()]


def test_about_a_dozen_direct_dependencies_each_with_its_reason() -> None:
    lines = dependency_lines()
    assert len(lines) <= 19
    assert [line for line in lines if not re.fullmatch(r'"[^"]+",\s+# .{10,}', line)] == []


def test_every_foreign_module_of_the_code_is_a_direct_dependency() -> None:
    names = {"beautifulsoup4": "bs4", "pyyaml": "yaml", "pillow": "PIL", "python-docx": "docx", "argon2-cffi": "argon2"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    given = [*project["project"]["dependencies"], *groups["s3"], *groups["editor"]]
    declared = {re.match(r"[\w-]+", one)[0] for one in given}  # type: ignore[index]
    imported = {module for name in NAMES for module in modules(name)} - sys.stdlib_module_names
    foreign = {module for module in imported if not module.startswith(OURS)}
    assert foreign <= {names.get(one, one.replace("-", "_")) for one in declared} | {"botocore"}  # boto3's own
