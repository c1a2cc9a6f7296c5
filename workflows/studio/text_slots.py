"""The texts of a package in both languages: where each stands in its file, read and written in place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from lxml import etree

from engine.definitions.sources import read_json
from engine.spiff.names import BPMN, TONGBAN, ZEEBE
from engine.xml import XmlRefused, parse_xml
from workflows.studio import diagram_xml
from workflows.studio.data_shapes import SHAPES, NotShown, read_entries, write_entries

Texts = tuple[str, str]
"""Chinese and English."""


@dataclass(frozen=True, slots=True)
class TextSlot:
    """A text of an element; `field` is what it says, such as `name`; `write` changes what was parsed."""

    element_id: str
    element: str
    field: str
    texts: Texts
    write: Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class TextFile:
    """The texts of a file, and what gives the file as it is after they were written."""

    name: str
    slots: tuple[TextSlot, ...]
    content: Callable[[], bytes]


def text_files(files: Mapping[str, bytes]) -> Iterator[TextFile]:
    """Yield the files that hold texts, diagrams first; of one that cannot be read the lint tells."""
    readers = {".bpmn": _diagram, ".dmn": _decisions, ".form": _form, ".yaml": _data_file}
    for ending, read in readers.items():
        for name in sorted(one for one in files if one.endswith(ending)):
            try:
                file = read(name, files[name])
            except (XmlRefused, json.JSONDecodeError, NotShown):
                continue
            if file.slots:
                yield file


def _diagram(name: str, content: bytes) -> TextFile:
    root = parse_xml(content)
    slots = [slot for element in diagram_xml.elements(root) for slot in _of_element(root, element)]
    return TextFile(name, tuple(slots), partial(diagram_xml.written, root))


def _of_element(root: Any, element: Any) -> Iterator[TextSlot]:
    tag = etree.QName(element).localname
    is_step = element.find(f"{BPMN}incoming") is not None or element.find(f"{BPMN}outgoing") is not None
    called = element.get("name", "")
    slot = partial(TextSlot, element.get("id"), called or element.get("id"))
    english = diagram_xml.english(element)
    if tag == "process":
        texts = (called, _attribute(english, "name"))
        yield slot("name", texts, partial(_call_process, root, element))
    elif called and (is_step or tag in ("lane", "sequenceFlow")):
        yield slot("name", (called, _attribute(english, "name")), partial(_call, element, "name"))
    documented = diagram_xml.documentation(element)
    if tag == "process" or (is_step and (documented or tag == "userTask")):
        texts = (documented, _attribute(english, "documentation"))
        yield slot("documentation", texts, partial(_document, element))
    start = diagram_xml.said(element, f"{TONGBAN}start")
    for field in ("category", "help", "title") if start is not None else ():
        yield slot(f"start.{field}", _pair(start, field), partial(_write_pair, start, field))
    headers = {one.get("key"): one for one in element.iterfind(f"{BPMN}extensionElements/*/{ZEEBE}header")}
    for key, header in headers.items():
        if f"{key}_en" in headers:
            texts = (header.get("value", ""), headers[f"{key}_en"].get("value", ""))
            yield slot(f"header.{key}", texts, partial(_write_headers, header, headers[f"{key}_en"]))


def _attribute(element: Any, name: str) -> str:
    return "" if element is None else str(element.get(name, ""))


def _pair(element: Any, name: str) -> Texts:
    return element.get(name, ""), element.get(f"{name}_en", "")


def _write_pair(element: Any, name: str, chinese: str, english: str) -> None:
    diagram_xml.set_attributes(element, {name: chinese, f"{name}_en": english})


def _write_headers(header: Any, in_english: Any, chinese: str, english: str) -> None:
    header.set("value", chinese)
    in_english.set("value", english)


def _call_process(root: Any, process: Any, chinese: str, english: str) -> None:
    diagram_xml.call_process(root, process, chinese)
    diagram_xml.set_english(process, name=english)


def _call(element: Any, attribute: str, chinese: str, english: str) -> None:
    diagram_xml.set_attributes(element, {attribute: chinese})
    diagram_xml.set_english(element, name=english)


def _document(element: Any, chinese: str, english: str) -> None:
    diagram_xml.document(element, chinese)
    diagram_xml.set_english(element, documentation=english)


def _decisions(name: str, content: bytes) -> TextFile:
    root = parse_xml(content)
    slots = []
    for tag, attribute in (("decision", "name"), ("input", "label")):
        for one in root.iter(f"{{*}}{tag}"):
            if one.get("id") and one.get(attribute):
                texts = (str(one.get(attribute)), _attribute(diagram_xml.english(one), "name"))
                slots.append(
                    TextSlot(str(one.get("id")), texts[0], attribute, texts, partial(_call, one, attribute))
                )
    for table in root.iter("{*}decisionTable"):
        for number, rule in enumerate(table.iterfind("{*}rule"), 1):
            note = _note(rule)
            if rule.get("id") and note is not None:
                texts = (str(note.text), _attribute(diagram_xml.english(rule), "documentation"))
                write = partial(_annotate, note, rule)
                slots.append(TextSlot(str(rule.get("id")), str(number), "rule", texts, write))
    return TextFile(name, tuple(slots), partial(diagram_xml.written, root))


def _note(rule: Any) -> Any | None:
    """Return the element that holds the note of a rule, None where there is none, or several."""
    notes = [*rule.iterfind("{*}description"), *rule.iterfind("{*}annotationEntry/{*}text")]
    said = [one for one in notes if (one.text or "").strip()]
    return said[0] if len(said) == 1 else None


def _annotate(note: Any, rule: Any, chinese: str, english: str) -> None:
    note.text = chinese
    diagram_xml.set_english(rule, documentation=english)


_OF_COMPONENT = {
    "label": "label_en",
    "description": "description_en",
    "text": "text_en",
    "content": "content_en",
    "dateLabel": "date_label_en",
    "timeLabel": "time_label_en",
    "alt": "alt_en",
}
"""The texts of a component, and the property in which its English stands."""
_AS_LABEL = frozenset({"date_label_en", "time_label_en"})
"""What the English of the label stands for, where nothing else is said."""
_OF_PROPERTIES = ("message", "warning", "pattern_message", "placeholder")
_OF_APPEARANCE = {"prefixAdorner": "prefix_en", "suffixAdorner": "suffix_en"}


def _form(name: str, content: bytes) -> TextFile:
    document = read_json(content)
    slots = tuple(_of_components(document)) if isinstance(document, dict) else ()

    def written() -> bytes:
        return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()

    return TextFile(name, slots, written)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a text of a form stands in Chinese, and the property with its English."""

    holder: dict[str, Any]
    field: str
    english: str


def _of_components(holder: dict[str, Any]) -> Iterator[TextSlot]:
    components = holder.get("components")
    for one in components if isinstance(components, list) else ():
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            continue
        said = _inside(one, "properties")
        slot = partial(TextSlot, one["id"], str(one.get("label") or one.get("key") or one["id"]))
        for place in _places(one):
            text = place.holder.get(place.field)
            if isinstance(text, str) and text and not text.startswith("="):
                usual = said.get("label_en", "") if place.english in _AS_LABEL else ""
                texts = (text, str(said.get(place.english) or usual))
                field = place.english.replace("_en.", ".").removesuffix("_en")
                yield slot(field, texts, partial(_say, one, place))
        yield from _of_components(one)


def _places(component: dict[str, Any]) -> Iterator[_Place]:
    for field, english in _OF_COMPONENT.items():
        yield _Place(component, field, english)
    for field in _OF_PROPERTIES:
        yield _Place(_inside(component, "properties"), field, f"{field}_en")
    for field, english in _OF_APPEARANCE.items():
        yield _Place(_inside(component, "appearance"), field, english)
    for option in _rows(component, "values"):
        yield _Place(option, "label", f"option_en.{option.get('value')}")
    for column in _rows(component, "columns"):
        yield _Place(column, "label", f"column_en.{column.get('key')}")


def _inside(component: dict[str, Any], name: str) -> dict[str, Any]:
    inside = component.get(name)
    return inside if isinstance(inside, dict) else {}


def _rows(component: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = component.get(name)
    return [one for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []


def _say(component: dict[str, Any], place: _Place, chinese: str, english: str) -> None:
    place.holder[place.field] = chinese
    said = _inside(component, "properties")
    usual = said.get("label_en") if place.english in _AS_LABEL and place.english not in said else None
    if english and english != usual:
        component.setdefault("properties", {})[place.english] = english
    else:
        said.pop(place.english, None)


def _data_file(name: str, content: bytes) -> TextFile:
    shape = next((one for one in SHAPES.values() if one.file == name), None)
    if shape is None:
        raise NotShown
    entries = read_entries(shape, content)
    rows = {(one.name, number): dict(row) for one in entries for number, row in enumerate(one.rows)}
    fields = [one for one in shape.fields if f"{one}_en" in shape.fields]
    slots = tuple(
        TextSlot(
            f"{entry}.{number}", row.get("value") or entry, field, (row[field], row[f"{field}_en"]),
            partial(_write_row, row, field),
        )
        for (entry, number), row in rows.items()
        for field in fields
        if row[field] or row[f"{field}_en"]
    )  # fmt: skip

    def written() -> bytes:
        changed = [
            type(one)(one.name, tuple(rows[one.name, n] for n in range(len(one.rows))), one.comment)
            for one in entries
        ]
        return write_entries(shape, changed)

    return TextFile(name, slots, written)


def _write_row(row: dict[str, str], field: str, chinese: str, english: str) -> None:
    row[field], row[f"{field}_en"] = chinese, english
