"""Run the public DMN TCK: `python -m tests.engine.dmn.tck [group …]` prints a table and every miss."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from engine.dmn import Model, ModelInvalid, parse_model
from engine.dmn.importing import in_order_of_imports
from engine.feel import compile_expression

ROOT = Path(__file__).resolve().parents[3]
NS = "{http://www.omg.org/spec/DMN/20160719/testcase}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
TOLERANCE = Decimal("0.00000001")
_CONVERSIONS = {
    "date": compile_expression("date(x)"),
    "time": compile_expression("time(x)"),
    "dateTime": compile_expression("date and time(x)"),
    "duration": compile_expression("duration(x)"),
}


def tck_folder() -> Path | None:
    """Return the folder with the kit, None if it is not on this machine."""
    folder = Path(os.environ.get("TONGBAN_CONFORMANCE", ROOT.parent / "shared" / "conformance")) / "dmn-tck"
    if not folder.is_dir() and "TONGBAN_CONFORMANCE" not in os.environ:  # a worktree lies one folder deeper
        folder = ROOT.parents[1] / "shared" / "conformance" / "dmn-tck"
    return folder if folder.is_dir() else None


@dataclass(frozen=True)
class Outcome:
    """One expected result of one test case."""

    level: int
    group: str
    case: str
    node: str
    passed: bool
    reason: str


def run_level(folder: Path, level: int, only: tuple[str, ...] = ()) -> Iterator[Outcome]:
    """Yield the outcome of every expected result of a compliance level."""
    for group in sorted((folder / f"compliance-level-{level}").iterdir()):
        if group.is_dir() and (not only or any(group.name.startswith(name) for name in only)):
            yield from run_group(group, level)


def run_group(group: Path, level: int) -> Iterator[Outcome]:
    """Yield the outcomes of one folder."""
    models: dict[str, Model | str] = {}
    for file in sorted(group.glob("*test*.xml")):
        root = etree.parse(file).getroot()
        name = root.findtext(f"{NS}modelName") or ""
        if name not in models:
            models[name] = load(group, name)
        for case in root.iter(f"{NS}testCase"):
            yield from run_case(models[name], case, level, group.name)


def load(group: Path, name: str) -> Model | str:
    """Return the model, or why there is none. The other models of the folder can be imported."""
    files = {file.name: file.read_bytes() for file in group.glob("*.dmn")}
    imports: dict[str, Model] = {}
    try:
        for other in in_order_of_imports(files):
            model = parse_model(files[other], imports=imports)
            if other == name:
                return model
            definitions = etree.fromstring(files[other])
            # The kit's own import names "<prefix>/<id of the definitions>" instead of the namespace.
            by_id = f"{model.namespace.rpartition('/')[0]}/{definitions.get('id')}"
            imports |= {model.namespace: model, model.name: model, by_id: model}
        return parse_model(files[name], imports=imports)
    except ModelInvalid as error:
        return str(error)


def run_case(model: Model | str, case: Any, level: int, group: str) -> Iterator[Outcome]:
    """Yield one outcome for each expected result of a case."""
    inputs = {node.get("name"): value_of(node) for node in case.findall(f"{NS}inputNode")}
    for node in case.findall(f"{NS}resultNode"):
        name = node.get("name")
        expected = value_of(node.find(f"{NS}expected"))
        invoked = case.get("invocableName") if case.get("type") == "decisionService" else None
        passed, reason = check(model, invoked, name, inputs, expected)
        yield Outcome(level, group, case.get("id"), name, passed, reason)


def check(
    model: Model | str, service: str | None, name: str, inputs: dict[str, Any], expected: Any
) -> tuple[bool, str]:
    """Evaluate and compare; the reason of a miss holds what was found, and the first warnings."""
    if isinstance(model, str):
        return False, model
    try:
        result = model.evaluate(service or name, inputs)
    except Exception as error:  # noqa: BLE001 - any exception is a miss to be listed
        return False, f"{type(error).__name__}: {error}"
    value = result.value
    if service and isinstance(value, dict) and name in value:
        value = value[name]
    if same(value, expected):
        return True, ""
    notes = "; ".join(warning.message("en") for warning in result.warnings[:3])
    broken = "; ".join(problem.message_en for problem in model.problems if name in str(problem.element_id))
    return False, f"expected {expected!r}, found {value!r} [{notes}] {broken}"


def same(value: Any, expected: Any) -> bool:
    """Compare as the kit does: numbers within 1e-8, everything else exactly, contexts without order."""
    if isinstance(expected, Decimal):
        return isinstance(value, Decimal) and abs(value - expected) <= TOLERANCE
    if isinstance(expected, list):
        return (
            isinstance(value, list)
            and len(value) == len(expected)
            and all(same(one, other) for one, other in zip(value, expected, strict=True))
        )
    if isinstance(expected, dict):
        return (
            isinstance(value, dict)
            and value.keys() == expected.keys()
            and all(same(value[key], expected[key]) for key in expected)
        )
    return type(value) is type(expected) and value == expected


def value_of(element: Any) -> Any:
    """Return the FEEL value that a node of a test file describes."""
    if element is None or element.get(f"{XSI}nil") == "true":
        return None
    components = element.findall(f"{NS}component")
    if components:
        return {component.get("name"): value_of(component) for component in components}
    if (items := element.find(f"{NS}list")) is not None:
        if items.get(f"{XSI}nil") == "true":
            return None
        return [value_of(item) for item in items.findall(f"{NS}item")]
    value = element.find(f"{NS}value")
    return scalar(value) if value is not None else None


def scalar(value: Any) -> Any:
    """Return the FEEL value of a typed text."""
    if value.get(f"{XSI}nil") == "true":
        return None
    text = value.text or ""
    kind = (value.get(f"{XSI}type") or "xsd:string").rpartition(":")[2]
    if kind in ("decimal", "double", "integer", "float", "int", "long"):
        return Decimal(text.strip())
    if kind == "boolean":
        return text.strip() == "true"
    if kind in _CONVERSIONS:
        return _CONVERSIONS[kind].evaluate({"x": text.strip()})
    return text


def report(outcomes: list[Outcome]) -> str:
    """Return a table by group, and every miss with its reason."""
    groups: dict[tuple[int, str], list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault((outcome.level, outcome.group), []).append(outcome)
    lines = [
        f"level {level}  {group:<45} {sum(item.passed for item in items):>4} of {len(items):>4}"
        for (level, group), items in groups.items()
    ]
    for level in sorted({outcome.level for outcome in outcomes}):
        of_level = [outcome for outcome in outcomes if outcome.level == level]
        passed = sum(outcome.passed for outcome in of_level)
        lines.append(f"level {level}  total {passed} of {len(of_level)} ({passed / len(of_level):.2%})")
    lines += [
        f"miss: level {item.level} {item.group} {item.case} {item.node}: {item.reason}"
        for item in outcomes
        if not item.passed
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    folder = tck_folder()
    if folder is None:
        sys.exit("The DMN TCK is not here: set TONGBAN_CONFORMANCE to the folder that holds dmn-tck.")
    only = tuple(sys.argv[1:])
    print(report([outcome for level in (2, 3) for outcome in run_level(folder, level, only)]))
