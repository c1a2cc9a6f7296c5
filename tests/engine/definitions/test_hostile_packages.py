"""Files that want to hurt are refused at once; no file that is allowed holds a worker."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definitions import lint
from tests.engine.definitions.vocabulary import CASES, VOCABULARY, package
from tests.engine.rlimit import run_bounded

REFUSED_WITHIN_CALLS = 250_000
"""Calls of functions, C's too: 180,000 for the elements that are counted until there are too many."""
LINTED_WITHIN_CALLS = 8_000_000
"""For the largest packages that are allowed; 200 to 5,400,000. `benchmarks/lint.py` has the seconds."""

PROCESS = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:tongban="https://tongban.dev/schema/bpmn/1.0" '
    'targetNamespace="t"><process id="p" isExecutable="true">%s</process></definitions>'
)
DECISION = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="n" namespace="t">'
    "%s</definitions>"
)
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


def packed(content: bytes, *names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names or ("process.bpmn",):
            archive.writestr(name, content)
    return buffer.getvalue()


def chain(element: str, number: int = 1_990) -> str:
    flows = (f'<sequenceFlow id="f{n}" sourceRef="n{n - 1}" targetRef="n{n}"/>' for n in range(1, number))
    return '<startEvent id="n0"/>' + "".join(element.format(n=n) for n in range(1, number)) + "".join(flows)


def table(number: int, rules: int, columns: int) -> str:
    column = '<input><inputExpression typeRef="number"><text>x{}</text></inputExpression></input>'
    cell = "<inputEntry><text>[{}..{}]</text></inputEntry>"
    return (
        f'<decision id="d{number}" name="d{number}"><decisionTable>'
        + "".join(column.format(c) for c in range(columns))
        + '<output typeRef="number"/>'
        + "".join(
            "<rule>"
            + "".join(cell.format((r * 7 + c) % 50, (r * 7 + c) % 50 + 20) for c in range(columns))
            + f"<outputEntry><text>{r}</text></outputEntry></rule>"
            for r in range(rules)
        )
        + "</decisionTable></decision>"
    )


# Made when its test begins: to pack the bombs takes a second, and every worker collects every test.
REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "an external entity": (
        "xml.doctype",
        lambda: b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    ),
    "a parameter entity": (
        "xml.doctype",
        lambda: b'<!DOCTYPE x [<!ENTITY % e SYSTEM "http://127.0.0.1:9/">%e;]><x/>',
    ),
    "an external DTD": ("xml.doctype", lambda: b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>'),
    "a billion laughs": (
        "xml.doctype",
        f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><x>&l11;</x>'.encode,
    ),
    "one long entity many times": (
        "xml.doctype",
        lambda: b'<!DOCTYPE x [<!ENTITY e "' + b"a" * 100_000 + b'">]><x>' + b"&e;" * 100_000 + b"</x>",
    ),
    "a tree without bottom": ("xml.too_deep", lambda: b"<a>" * 90_000),
    "a tree without end": ("xml.too_many_nodes", lambda: b"<a>" + b"<b/>" * 500_000),
    "attributes without end": (
        "xml.too_many_attributes",
        lambda: b"<a " + b" ".join(b'a%d=""' % n for n in range(190_000)) + b"/>",
    ),
    "text without end": ("package.too_large", lambda: b"<a>" + b" " * 64_000_000),
    "an unfinished comment": ("xml.malformed", lambda: b"<a><!--" + b"-" * 2_000_000),
    "a zip bomb": ("zip.unpacks_too_large", lambda: packed(b"\0" * 200_000_000)),
    "a zip bomb of many files": (
        "zip.unpacks_too_large",
        lambda: packed(b"\0" * 1_000_000, *(f"{n}.bpmn" for n in range(190))),
    ),
    "a zip of a bomb of XML": ("xml.too_many_nodes", lambda: packed(b"<a>" + b"<b/>" * 400_000)),
}

ALLOWED: dict[str, dict[str, str]] = {
    "as many tasks as there may be": {"a.bpmn": PROCESS % chain('<task id="n{n}"/>')},
    "variables that all come too late": {
        "a.bpmn": PROCESS
        % chain(
            '<scriptTask id="n{n}"><extensionElements>'
            '<zeebe:script expression="=v + {n}" resultVariable="v"/></extensionElements></scriptTask>'
        )
    },
    "conditions that compute for long": {
        "a.bpmn": PROCESS
        % chain(
            '<exclusiveGateway id="n{n}"/>'
            '<sequenceFlow id="g{n}" sourceRef="n{n}" targetRef="n{n}"><conditionExpression>'
            "=count(for i in 1..100000, j in 1..100000 return i) &gt; {n}"
            "</conditionExpression></sequenceFlow>",
            1_300,
        )
    },
    "handlers of one error": {
        "a.bpmn": PROCESS
        % (
            '<startEvent id="n0"/><task id="host"/>'
            + "".join(
                f'<boundaryEvent id="b{n}" attachedToRef="host"><errorEventDefinition/></boundaryEvent>'
                for n in range(3_900)
            )
        )
    },
    "joins of everything with everything": {
        "a.bpmn": PROCESS
        % (
            '<startEvent id="n0"/>'
            + "".join(f'<inclusiveGateway id="n{n}"/>' for n in range(1, 24))
            + "".join(
                f'<sequenceFlow id="f{n}_{m}" sourceRef="n{n}" targetRef="n{m}"/>'
                for n in range(24)
                for m in range(1, 24)
            )
        )
    },
    "ids that are all the same": {"a.bpmn": PROCESS % ('<task id="x"/>' * 24_000)},
    "elements that the schema does not know": {"a.bpmn": PROCESS % ('<textAnnotation b="1"/>' * 24_000)},
    "one wide table": {"a.dmn": DECISION % table(0, 190, 100)},
    "many tables": {"a.dmn": DECISION % "".join(table(n, 30, 4) for n in range(120))},
    "one long table": {"a.dmn": DECISION % table(0, 4_000, 2)},
    "a form in which everything is wrong": {
        "a.form": json.dumps(
            {
                "id": "f",
                "components": [
                    {"type": "textfield", "key": f"k{n}", "conditional": {"hide": f"=z{n} = 1"}}
                    for n in range(2_000)
                ],
            }
        )
    },
    "a form without bottom": {"a.form": "[" * 1_000_000},
    "a form of one number": {"a.form": "9" * 1_000_000},
    "groups without end": {
        "a.bpmn": PROCESS
        % (
            '<startEvent id="s"/><userTask id="u"><extensionElements>'
            '<zeebe:assignmentDefinition candidateGroups="'
            + ",".join(f"g{n}" for n in range(200_000))
            + '"/></extensionElements></userTask>'
        )
    },
}

IMPORTS = """
import cProfile, json
from pathlib import Path
from engine import DefinitionInvalid
from engine.definitions import lint
from engine.hostile_input import FileRefused
from engine.package_files import read_zip
from engine.packages import Package
from tests.engine.definitions.vocabulary import VOCABULARY
import tests.engine.definitions.warm

def counted(work):
    profile = cProfile.Profile()
    result = profile.runcall(work)
    return result, sum(entry.callcount for entry in profile.getstats())
"""
SETUP = "data = Path({path!r}).read_bytes()"
REFUSE = """
def refuse():
    try:
        files = read_zip(data) if data.startswith(b"PK") else {"process.bpmn": data}
        return sorted({problem.code for problem in lint(files, vocabulary=VOCABULARY)})
    except FileRefused as refusal:
        return [refusal.code]
print(json.dumps(counted(refuse)))
"""
LINT = """
files = {name: text.encode() for name, text in json.loads(data).items()}
def check():
    problems = lint(files, vocabulary=VOCABULARY)
    if not any(problem.severity == "error" for problem in problems):
        try:
            Package.of(files)
        except DefinitionInvalid:
            pass
    return len(problems)
print(json.dumps(counted(check)))
"""


@pytest.mark.parametrize("name", REFUSED)
def test_what_wants_to_hurt_is_refused_at_once_and_within_64_mb(name: str, tmp_path: Path) -> None:
    code, content = REFUSED[name]
    path = tmp_path / "hostile"
    path.write_bytes(content())
    setup = SETUP.format(path=str(path))
    codes, calls = json.loads(run_bounded(setup, REFUSE, imports=IMPORTS, cpu_seconds=3))
    assert codes == [code]
    assert calls < REFUSED_WITHIN_CALLS


@pytest.mark.parametrize("name", ALLOWED)
def test_no_package_holds_a_worker(name: str, tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_text(json.dumps(ALLOWED[name]))
    setup = SETUP.format(path=str(path))
    _, calls = json.loads(run_bounded(setup, LINT, imports=IMPORTS, megabytes=512, cpu_seconds=30))
    assert calls < LINTED_WITHIN_CALLS


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "key", "type", "components", "validate", "x"]), inner, max_size=5
        )
    ),
    max_leaves=12,
)


@given(
    name=st.sampled_from(["a.bpmn", "a.dmn", "a.form"]),
    data=st.binary(max_size=100) | JSON.map(lambda value: json.dumps(value).encode()),
)
def test_any_bytes_get_problems_and_no_exception(name: str, data: bytes) -> None:
    assert lint({name: data}, vocabulary=VOCABULARY)


WORDS = ["id", "Ref", '"', "=", "bad", "begin", "<", "task", "event", "&gt;", "true"]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_damage_to_a_package_gets_problems_with_remedies(data: st.DataObject) -> None:
    files = package(data.draw(st.sampled_from(sorted(CASES.iterdir()))))
    name = data.draw(st.sampled_from(sorted(files)))
    lines = files[name].split(b"\n")
    for _ in range(data.draw(st.integers(1, 4))):
        here, there = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        kind = data.draw(st.sampled_from(["cut", "double", "swap", "word"]))
        if kind == "cut":
            lines[here] = b""
        elif kind == "double":
            lines[here] *= 2
        elif kind == "swap":
            lines[here], lines[there] = lines[there], lines[here]
        else:
            old, new = (data.draw(st.sampled_from(WORDS)).encode() for _ in range(2))
            lines[here] = lines[here].replace(old, new)
    for problem in lint({**files, name: b"\n".join(lines)}, vocabulary=VOCABULARY):
        assert problem.message_zh
        assert problem.remedy_en


WATCH = """
import sys
from pathlib import Path
from engine.definitions import lint
from engine.errors import DefinitionInvalid
from engine.packages import Package
from tests.engine.definitions.vocabulary import CASES, VOCABULARY, package

def all_packages():
    for folder in sorted(CASES.iterdir()):
        files = package(folder)
        lint(files, vocabulary=VOCABULARY)
        try:
            Package.of(files)
        except DefinitionInvalid:
            pass

all_packages()  # what is loaded once is loaded now
seen = []
watching = False

def hook(event, arguments):
    harmless = event.startswith(("object.__", "sys._getframe", "array.", "marshal."))
    own = event in ("open", "os.listdir", "os.scandir") and str(CASES) in str(arguments[0])
    if watching and not harmless and not own:
        seen.append((event, str(arguments)[:80]))

sys.addaudithook(hook)
"""


def test_no_file_makes_the_lint_open_run_or_import_anything() -> None:
    """The second look at every fixture, Python in diagrams and tables among them, touches nothing outside."""
    attack = "watching = True\nall_packages()\nwatching = False\nprint(seen)"
    assert run_bounded(WATCH, attack, megabytes=512, cpu_seconds=60) == "[]"
