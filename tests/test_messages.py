"""Everything that an editor can be told: a sentence and a remedy beside its rule, and a row in the guide."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from importlib import import_module
from string import Formatter

import pytest

from plugins.base.problems import COMMAND, Message, Problem, without_commands
from tests.test_architecture import files_of, tree
from tools import guide

PACKAGES = ("base", "editorial", "media", "links", "programs")
FILES = [name for package in PACKAGES for name in files_of(f"plugins/{package}")]
TREES = {name.removesuffix(".py").replace("/", "."): tree(name) for name in FILES}
MODULES = [name for name in TREES if "__init__" not in name]
CATALOGUE = [
    pytest.param(value, id=f"{module}:{name}")
    for modules in guide.SUBJECTS.values()
    for module in modules
    for name, value in vars(import_module(module)).items()
    if isinstance(value, Message)
]
TELLING = {"Wrong", "HeaderWrong", "Problem", "Flaw", "_tell"}


def calls(whole: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call, with the last part of the name that is called."""
    for node in ast.walk(whole):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield node.func.id if isinstance(node.func, ast.Name) else node.func.attr, node


def literals(whole: ast.AST) -> Iterator[str]:
    return (node.value for node in ast.walk(whole) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def places(message: Message) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(f"{message.wrong} {message.mend}") if name is not None}


def test_the_guide_looks_into_every_module_that_tells_something() -> None:
    telling = {module for module in TREES if "Message" in {name for name, _ in calls(TREES[module])}}
    assert telling == {module for modules in guide.SUBJECTS.values() for module in modules}


def test_what_needs_a_terminal_stands_in_a_sentence_of_its_own() -> None:
    said = [(name, text) for name in files_of("plugins") for text in literals(tree(name)) if text != COMMAND]
    others = [(name, without_commands(text)) for name, text in said if "tasks.py" in text and " " in text]
    assert others
    assert [(name, one) for name, one in others if "tasks.py" in one or not one.strip()] == []


def test_every_message_is_a_constant_of_its_module() -> None:
    constants = [node.value for module in MODULES for node in TREES[module].body if isinstance(node, ast.Assign)]
    made = [(module, call) for module in MODULES for name, call in calls(TREES[module]) if name == "Message"]
    assert [(module, call.lineno) for module, call in made if call not in constants] == []


def test_no_sentence_is_told_past_the_messages() -> None:
    modules = [name for name in MODULES if not name.startswith("plugins.base")]
    telling = [(module, call) for module in modules for name, call in calls(TREES[module]) if name in TELLING]
    told = [(module, text) for module, call in telling for text in literals(call)]
    assert [(module, text) for module, text in told if re.search(r"[^\W\d_]{2,} ", text)] == []


@pytest.mark.parametrize("module", MODULES)
def test_a_message_gets_all_that_it_names(module: str) -> None:
    messages = {name: one for name, one in vars(import_module(module)).items() if isinstance(one, Message)}
    for called, call in calls(TREES[module]):
        if called in {"at", "problem", *messages}:
            parts = call.args if called == "problem" else [call.func]
            used = [node.id for part in parts for node in ast.walk(part) if isinstance(node, ast.Name)]
            needed = {place for name in used if name in messages for place in places(messages[name])}
            assert needed <= {keyword.arg for keyword in call.keywords}, ast.unparse(call)


@pytest.mark.parametrize("message", CATALOGUE)
def test_a_message_says_what_is_wrong_and_how_to_mend_it(message: Message) -> None:
    assert message.mend
    for sentence in (message.wrong.removesuffix("{hint}"), message.mend):
        assert re.search(r"[.?]$", sentence)
        assert unicodedata.is_normalized("NFC", sentence)


def test_what_was_found_is_told_as_it_is() -> None:
    assert Message("không có «{name}».{hint}", "Hãy bỏ.")(name="{x}", hint="") == "không có «{x}». Hãy bỏ."


def test_a_message_without_a_remedy_is_one_sentence() -> None:
    assert Message("không có «{name}».")(name="x") == "không có «x»."


def test_a_warning_is_told_of_its_place_with_the_field_in_front() -> None:
    message = Message("còn «{sign}».", "Hãy bỏ.", warning=True)
    assert message.at("a.md", 3, "Tiêu đề", sign="x") == Problem("a.md", 3, "Tiêu đề: còn «x». Hãy bỏ.", warning=True)
