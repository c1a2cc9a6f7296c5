"""How the process of a draft is called and begun: read from its diagram, and written into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from engine import Problem
from engine.spiff.names import BPMN, TONGBAN, ZEEBE
from forms import FormInvalid
from forms.schema import Field
from forms.texts import Text
from workflows.approvals.cases.form_variables import read_form
from workflows.approvals.cases.start_notation import ELEMENT
from workflows.ground.calendar.feel_functions import platform_functions
from workflows.ground.errors import FieldProblem, Invalid, NotFound
from workflows.ground.work import Work
from workflows.outside.queries import contracts
from workflows.package_data import uploads
from workflows.people.policies.administration import may_draw_processes
from workflows.people.viewer import Viewer, require
from workflows.studio import diagram_xml, drafts
from workflows.studio.new_process import MOST_NAME

SERVICE_CALL = "service.call"
FILTERS = "filters"
_PROPERTY = f"{BPMN}extensionElements/{ZEEBE}properties/{ZEEBE}property"
NAMES = ("name_zh", "name_en")
TEXTS = ("about_zh", "about_en")
LONGEST = {"prefix": 4, "category": 40, "category_en": 40, "title": 400, "title_en": 400}
LONGEST_TEXT = 2_000
"""Characters of any other text; what is right is what the lint says."""


@dataclass(frozen=True, slots=True)
class AskedService:
    """A service outside that a step asks; `title_zh` is "" where nobody has registered it."""

    name: str
    step: str
    title_zh: str = ""
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class ProcessStart:
    """What a diagram says of its process and of its start, by field; `file` is the diagram.

    `fields`: those of the forms by which cases can be filtered, with their labels.
    """

    file: str
    revision: int
    values: Mapping[str, str]
    forms: tuple[str, ...]
    fields: Mapping[str, Text]
    services: tuple[AskedService, ...]
    problems: tuple[Problem, ...]


def process_start(work: Work, viewer: Viewer, draft_id: str) -> ProcessStart:
    """Return how the process of a draft is called and begun, with what the lint says of that.

    Raises: Forbidden; NotFound: no diagram of the draft has a process with a start that waits for nothing.
    """
    require(may_draw_processes(viewer))
    row, files = drafts.find(work, draft_id), drafts.files_of(work, draft_id)
    place = _place(files, row.process_id)
    about = {place.process.get("id"), place.start.get("id")}
    problems = tuple(one for one in work.repository.lint(files) if one.element_id in about)
    forms = tuple(sorted(name.removesuffix(".form") for name in files if name.endswith(".form")))
    return ProcessStart(
        place.file, row.revision, _values(place), forms, _fields(files), _services(work, files), problems
    )


def save_process_start(
    work: Work, viewer: Viewer, draft_id: str, values: Mapping[str, str], *, revision: int | None
) -> int:
    """Write fields into the diagram; return the new revision of the draft.

    Raises: Forbidden; NotFound; Invalid: at a field; Conflict: the draft has changed since.
    """
    file, content = _written(work, viewer, draft_id, values)
    return drafts.save_file(work, viewer, draft_id, file, content, revision=revision)


def keep_start_as_copy(work: Work, viewer: Viewer, draft_id: str, values: Mapping[str, str]) -> str:
    """Begin another draft in whose diagram these fields stand; return its id.

    Raises: Forbidden; NotFound; Invalid: at a field.
    """
    file, content = _written(work, viewer, draft_id, values)
    name = drafts.name_of_copy(drafts.find(work, draft_id).name)
    return drafts.copy_draft(work, viewer, draft_id, name, {file: content})


def _written(work: Work, viewer: Viewer, draft_id: str, values: Mapping[str, str]) -> tuple[str, bytes]:
    """Return the diagram with these fields, by its name."""
    require(may_draw_processes(viewer))
    row, files = drafts.find(work, draft_id), drafts.files_of(work, draft_id)
    if problems := list(_refused(values)):
        raise Invalid("studio.refused", problems)
    place = _place(files, row.process_id)
    diagram_xml.call_process(place.root, place.process, values["name_zh"])
    diagram_xml.document(place.process, values["about_zh"])
    diagram_xml.set_english(place.process, name=values["name_en"], documentation=values["about_en"])
    _say_form(place.start, values["form"])
    said = diagram_xml.said(place.start, f"{TONGBAN}start")
    if said is None:
        said = etree.SubElement(diagram_xml.extensions(place.start), f"{TONGBAN}start")
    diagram_xml.set_attributes(said, {name: values[name] for name in ELEMENT.attributes})
    _say_filters(place.process, values[FILTERS])
    return place.file, diagram_xml.written(place.root)


@dataclass(frozen=True, slots=True)
class _Place:
    file: str
    root: Any
    process: Any
    start: Any


def _place(files: Mapping[str, bytes], process_id: str) -> _Place:
    """Return where a process is begun. Raises NotFound."""
    for file, root in diagram_xml.diagrams(files):
        for process in root.iter(f"{BPMN}process"):
            if process.get("id") != process_id:
                continue
            for start in process.findall(f"{BPMN}startEvent"):
                if not any(one.tag.endswith("EventDefinition") for one in start):
                    return _Place(file, root, process, start)
    raise NotFound("studio.no_start")


def _values(place: _Place) -> dict[str, str]:
    english = diagram_xml.english(place.process)
    form = diagram_xml.said(place.start, f"{ZEEBE}formDefinition")
    start = diagram_xml.said(place.start, f"{TONGBAN}start")
    return {
        "name_zh": place.process.get("name", ""),
        "name_en": "" if english is None else english.get("name", ""),
        "about_zh": diagram_xml.documentation(place.process),
        "about_en": "" if english is None else english.get("documentation", ""),
        "form": "" if form is None else form.get("formId", ""),
        FILTERS: _filters(place.process),
        **{name: "" if start is None else start.get(name, "") for name in ELEMENT.attributes},
    }


def _filters(process: Any) -> str:
    """Return the fields by which cases can be filtered, separated by blanks."""
    said = (one for one in process.iterfind(_PROPERTY) if one.get("name") == FILTERS)
    return " ".join(next((one.get("value", "") for one in said), "").split())


def _say_filters(process: Any, fields: str) -> None:
    said = next((one for one in process.iterfind(_PROPERTY) if one.get("name") == FILTERS), None)
    if said is None and fields:
        holder = diagram_xml.said(process, f"{ZEEBE}properties")
        if holder is None:
            holder = etree.SubElement(diagram_xml.extensions(process), f"{ZEEBE}properties")
        etree.SubElement(holder, f"{ZEEBE}property", name=FILTERS, value=fields)
    elif said is not None and fields:
        said.set("value", fields)
    elif said is not None:
        diagram_xml.take_away(said)


def _fields(files: Mapping[str, bytes]) -> dict[str, Text]:
    """Return the labels of the fields of forms, by name, without those inside of others."""
    fields: dict[str, Text] = {}
    for name in sorted(one for one in files if one.endswith(".form")):
        try:
            schema, _ = read_form(
                files[name], platform_functions(), uploads=files.get(uploads.FILE, b""), lenient=True
            )
        except FormInvalid:
            continue  # the lint tells what is wrong with it
        every = (one for one in schema.walk() if isinstance(one, Field))
        fields |= {one.path: one.label for one in every if "." not in one.path}
    return fields


def _say_form(start: Any, form_id: str) -> None:
    told = diagram_xml.said(start, f"{ZEEBE}formDefinition")
    if told is None and form_id:
        told = etree.SubElement(diagram_xml.extensions(start), f"{ZEEBE}formDefinition")
    if told is not None and form_id:
        told.set("formId", form_id)
    elif told is not None:
        diagram_xml.take_away(told)


def _refused(values: Mapping[str, str]) -> list[FieldProblem]:
    problems = [FieldProblem(name, "studio.name_required", {}) for name in NAMES if not values[name]]
    longest = dict.fromkeys(NAMES, MOST_NAME) | LONGEST
    for name, text in values.items():
        most = longest.get(name, LONGEST_TEXT)
        if not diagram_xml.is_writable(text):
            problems.append(FieldProblem(name, "studio.text_unwritable", {}))
        if len(text) > most:
            problems.append(FieldProblem(name, "studio.name_too_long", {"most": most, "found": len(text)}))
    for name, one in ELEMENT.attributes.items():
        unknown = sorted({*values[name].split()} - {*one.words}) if one.words else []
        if unknown:
            problems.append(FieldProblem(name, "studio.unknown_word", {"word": unknown[0][:40]}))
    return problems


def _services(work: Work, files: Mapping[str, bytes]) -> tuple[AskedService, ...]:
    """Return the services that steps of a draft ask, with what they are called where they are registered."""
    asked = [
        (header.get("value", ""), task.get("name") or task.get("id", ""))
        for _, root in diagram_xml.diagrams(files)
        for task in root.iter(f"{BPMN}serviceTask")
        if (kind := diagram_xml.said(task, f"{ZEEBE}taskDefinition")) is not None
        and kind.get("type") == SERVICE_CALL
        for header in task.iter(f"{ZEEBE}header")
        if header.get("key") == "service"
    ]
    known = contracts(work) if asked else {}
    return tuple(
        AskedService(name, step, known[name].title_zh, known[name].title_en)
        if name in known
        else AskedService(name, step)
        for name, step in asked
    )
