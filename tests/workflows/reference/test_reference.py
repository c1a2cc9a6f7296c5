"""The reference: complete, in both languages, up to date, and every example passes the lint."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.definitions.notation import READ
from engine.feel import BUILTIN_NAMES, Draws, compile_expression
from forms import PROFILES
from forms.properties import PROPERTIES, is_read
from forms.validators import NAMED
from tests.workflows.reference.packages import around_feel, around_form, around_xml
from workflows.approvals.actions.vocabulary import ACTIONS
from workflows.ground.calendar.feel_functions import platform_functions
from workflows.job_types import contracts
from workflows.lint import NOTATION, lint, vocabulary
from workflows.package_data import notices, uploads
from workflows.package_data.options import FILE
from workflows.people.identity.roles import ROLES
from workflows.reference import Chapter, ReferenceEntry, chapters
from workflows.reference.forms import LISTS, component, offered
from workflows.reference.functions import EXAMPLES
from workflows.reference.page import FILES, page
from workflows.scenarios.reading import read_scenarios

FILES_OF_PACKAGES = (FILE, notices.FILE, uploads.FILE)
ROOT = Path(__file__).parents[3]
EVERY = [(chapter, entry) for chapter in chapters() for entry in chapter.entries]
IN_DIAGRAMS = [(c, e) for c, e in EVERY if e.language in ("xml", "feel") and c.id != "functions"]
IN_FORMS = [e for _, e in EVERY if e.language == "json"]
IN_SCENARIOS = [(c, e) for c, e in EVERY if e.language == "yaml" and e.name not in FILES_OF_PACKAGES]


def names(chapter_id: str) -> set[str]:
    (one,) = [chapter for chapter in chapters() if chapter.id == chapter_id]
    return {entry.name for entry in one.entries}


@pytest.mark.parametrize("file", FILES)
def test_the_page_is_what_the_code_says(file: str) -> None:
    """`python -m workflows.reference docs` writes it."""
    assert (ROOT / "docs" / file).read_text("utf-8") == page(FILES[file])


def test_every_text_is_there_in_both_languages() -> None:
    for chapter, entry in EVERY:
        for part in entry.parts:
            assert all(part.about), (entry.name, part.name)
            assert bool(part.takes[0]) == bool(part.takes[1])
            assert bool(part.without[0]) == bool(part.without[1])
        assert all((*chapter.title, *chapter.about, *entry.about)), entry.name
        english = re.sub(r"`[^`]*`|“[^”]*”|[…–·≤]", "", f"{chapter.about[1]} {entry.about[1]}")
        assert chapter.id in ("notices", "refusals") or english.isascii(), (entry.name, english)


def test_every_entry_has_a_place_of_its_own_on_the_page() -> None:
    anchors = [chapter.anchor(entry) for chapter, entry in EVERY]
    assert len(anchors) == len(set(anchors)) > 300


@pytest.mark.parametrize(
    ("chapter_id", "known"),
    [
        ("extensions", lambda: {one for one in (*READ, *NOTATION) if one.startswith("tongban:")}),
        ("zeebe", lambda: {one for one in READ if one.startswith("zeebe:")}),
        ("actions", lambda: set(ACTIONS)),
        ("groups", lambda: {*ROLES, *(f"{one}…" for one in vocabulary().group_prefixes or ())}),
        ("messages", lambda: set(vocabulary().messages or ())),
        ("form-properties", lambda: {f"{n}.…" if one.each else n for n, one in PROPERTIES.items()}),
        ("rules", lambda: set(NAMED)),
        ("option-lists", lambda: {*offered(), "own_products", FILE}),
        ("uploads", lambda: {*PROFILES, uploads.FILE}),
        ("functions", lambda: {*BUILTIN_NAMES, *platform_functions()}),
    ],
)
def test_what_may_be_said_is_told_and_nothing_else(chapter_id: str, known: Callable[[], set[str]]) -> None:
    assert names(chapter_id) == known()


def test_a_property_that_nothing_reads_is_a_warning_with_the_nearest_word() -> None:
    example = next(one.example for one in IN_FORMS if one.name == "validate_feel")
    (said,) = lint(around_form(example.replace("validate_feel", "validate_fell")))
    assert (said.severity, said.element_id) == ("warning", "field")
    assert "validate_fell is not (did you mean validate_feel?)" in said.message_en
    assert "是否应为“validate_feel”？" in said.message_zh


def test_a_package_may_bring_the_list_of_the_example() -> None:
    (example,) = [entry.example for _, entry in EVERY if entry.name == FILE]
    of_the_list = component("select", {}, valuesKey=example.split(":")[0])
    assert [one.code for one in lint(around_form(of_the_list))] == ["form.invalid"]
    assert lint({**around_form(of_the_list), FILE: example.encode()}) == []


def test_a_package_may_bring_the_upload_and_the_text_of_the_examples() -> None:
    examples = {entry.name: entry.example for _, entry in EVERY if entry.name in FILES_OF_PACKAGES}
    picker = component("filepicker", {"upload": examples[uploads.FILE].split(":")[0]})
    assert [one.code for one in lint(around_form(picker))] == ["form.invalid"]
    assert lint({**around_form(picker), uploads.FILE: examples[uploads.FILE].encode()}) == []
    (entry,) = [one for _, one in IN_DIAGRAMS if one.name == "case_approved"]
    told = around_xml("notices", entry)["process.bpmn"].replace(b"case_approved", b"grant_approved")
    files = {**around_xml("notices", entry), "process.bpmn": told}
    assert [one.code for one in lint(files)] == ["bpmn.unknown_template"]
    assert lint({**files, notices.FILE: examples[notices.FILE].encode()}) == []


def test_the_attributes_told_are_those_that_are_read() -> None:
    for chapter in chapters()[:1]:
        for entry in chapter.entries:
            element = {**READ, **NOTATION}[entry.name]
            assert [part.name for part in entry.parts] == list(element.attributes)


def test_the_notice_texts_told_are_those_that_some_job_can_fill() -> None:
    known = vocabulary()
    fillable = {
        text
        for contract in contracts().values()
        for header in contract.headers.values()
        if header.names == "template"
        for text in known.named_by(header) or ()
    }
    assert names("notices") == {*fillable, notices.FILE}
    assert "case_approved" in fillable


def test_lists_and_functions_have_no_texts_left_over() -> None:
    assert {*LISTS, FILE} == names("option-lists")
    assert set(EXAMPLES) == names("functions")


@pytest.mark.parametrize(
    ("chapter", "entry"), IN_DIAGRAMS, ids=[f"{chapter.id} {entry.name}" for chapter, entry in IN_DIAGRAMS]
)
def test_an_example_in_a_diagram_passes_the_lint(chapter: Chapter, entry: ReferenceEntry) -> None:
    files = around_feel(entry.example) if entry.language == "feel" else around_xml(chapter.id, entry)
    assert entry.example.lstrip("=") in files["process.bpmn"].decode().replace("&quot;", '"').replace(
        "&gt;", ">"
    )
    assert [f"{one.code} {one.message_en}" for one in lint(files)] == []


@pytest.mark.parametrize("entry", IN_FORMS, ids=[entry.name for entry in IN_FORMS])
def test_an_example_in_a_form_passes_the_lint(entry: ReferenceEntry) -> None:
    assert all(is_read(name) for name in json.loads(entry.example)["properties"])
    assert [f"{one.code} {one.message_en}" for one in lint(around_form(entry.example))] == []


@pytest.mark.parametrize(
    ("chapter", "entry"), IN_SCENARIOS, ids=[f"{chapter.id} {entry.name}" for chapter, entry in IN_SCENARIOS]
)
def test_an_example_in_a_scenario_is_understood(chapter: Chapter, entry: ReferenceEntry) -> None:
    below = {"scenario-given": "given", "scenario-then": "then"}.get(chapter.id, "steps")
    text = f"scenarios:\n- name: one\n  {below}:\n    {entry.example}\n"
    (scenario,) = read_scenarios("p", text.encode())
    if below == "steps":
        assert [step.kind for step in scenario.steps] == [entry.example.split(":")[0].removeprefix("- ")]
    elif below == "then":
        assert list(scenario.then) == [entry.name]


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_example_of_a_function_comes_to_something(name: str) -> None:
    own = platform_functions()
    compiled = compile_expression(EXAMPLES[name], names=frozenset(own))
    assert name in compiled.calls
    assert compiled.evaluate({}, functions=own, draws=Draws()) is not None


def read_in_forms() -> Iterator[str]:
    """Yield the properties that the code of the room reads by name."""
    for path in sorted((ROOT / "forms").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                yield from _asked(node)
            if isinstance(node, ast.keyword) and node.arg == "english":
                yield from _texts(node.value)


def _asked(call: ast.Call) -> Iterator[str]:
    assert isinstance(call.func, ast.Attribute)
    owner, verb = ast.unparse(call.func.value), call.func.attr
    if verb == "get" and (owner == "extra" or owner.endswith("properties")):
        yield from _texts(call.args[0])
    elif verb == "text" and owner in ("read", "self") and not any(k.arg == "english" for k in call.keywords):
        yield from (f"{name}_en" for name in _texts(call.args[0]))
    elif verb == "amount":
        yield from (word for name in _texts(call.args[0]) for word in (name, f"{name}_items"))


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def test_the_properties_told_are_those_that_forms_read() -> None:
    # Of the document itself, not of a component.
    of_documents = {"title", "title_en"}
    spelt_otherwise = {"option_en", "column_en", "date_label_en", "time_label_en"}
    assert set(read_in_forms()) - of_documents - spelt_otherwise == set(PROPERTIES) - spelt_otherwise
