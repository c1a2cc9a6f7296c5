"""Packages drawn for Camunda 7 or Flowable: rewritten where the meaning is clear, told where it is not.

What is not clear stays in the file as it is, so that nothing is lost and the lint names it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from engine.definitions.imported_forms import embedded_form, form_of
from engine.definitions.imported_ids import DIAGRAMS, name_here, rename
from engine.definitions.imported_nodes import extension, extension_in, is_inside_foreign
from engine.definitions.imported_results import MAPPED_TOO, is_all, results_of
from engine.definitions.imported_words import REWRITTEN_HERE
from engine.feel.juel import NotClear, in_feel
from engine.spiff.foreign import (
    DROPPED,
    EXPRESSIONS,
    NAMED_BY,
    OF_CAUGHT,
    TRANSLATIONS,
    attribute_said_here,
    element_said_here,
    form_id_of,
    has_retries,
    is_external,
    is_usual,
    parameter_value,
    passed_source,
    retries_of,
    said_here,
)
from engine.spiff.names import BPMN, FOREIGN, ZEEBE
from engine.spiff.refusals import named_owner
from engine.xml import XmlRefused, in_utf8, parse_xml

_OF_A_FORM = ("formKey", "formRef")
_OF_A_TASK = (
    *("assignee", "candidateGroups", "candidateUsers", "dueDate", "followUpDate", "priority"),
    *_OF_A_FORM,
)
_WRITTEN: Mapping[str, Mapping[str, tuple[str, str]]] = {
    element: {name: TRANSLATIONS[name] for name in names}
    for element, names in {
        "userTask": _OF_A_TASK,
        "startEvent": _OF_A_FORM,
        "businessRuleTask": ("decisionRef", "resultVariable"),
        "serviceTask": ("topic",),
        "sendTask": ("topic",),
        "multiInstanceLoopCharacteristics": ("collection", "elementVariable"),
        "callActivity": ("calledElementBinding", "calledElementVersionTag", "inheritVariables"),
        "process": ("versionTag",),
    }.items()
}
"""By element and attribute: the extension element and its attribute that say the same here."""
_FIELDS = frozenset(f"{prefix}{name}" for prefix in FOREIGN for name in ("formData", "formProperty"))
_CONDITIONS = frozenset({"completionCondition", "condition", "conditionExpression"})
"""Of these, the ones that are always computed: a text is none."""


@dataclass(frozen=True, slots=True)
class ImportNote:
    """What was rewritten, or could not be (`is_left`): at an element, before and after.

    Of what is left, `after` is what to write by hand, "" if nothing says the same here.
    """

    file: str
    line: int | None
    element_id: str
    before: str
    after: str = ""
    is_left: bool = False


@dataclass(slots=True)
class ImportedPackage:
    """The files, rewritten where needed, and what was done and left in each."""

    files: dict[str, bytes]
    notes: list[ImportNote] = field(default_factory=list)


def import_package(files: Mapping[str, bytes]) -> ImportedPackage:
    """Return the package in the words of this engine; a file that is no XML stays, with a note."""
    imported = ImportedPackage(dict(files))
    taken: dict[str, str] = {}
    for name in sorted(name for name in files if name.endswith(DIAGRAMS)):
        try:
            root = parse_xml(data := in_utf8(files[name]))
        except XmlRefused as refused:
            imported.notes.append(ImportNote(name, None, "", refused.message("en"), is_left=True))
            continue
        if data != files[name]:
            imported.files[name] = data
            imported.notes.append(ImportNote(name, None, "", "encoding", "UTF-8"))
        file = _File(name, root)
        rename(root, name, taken, file.note)
        file.rewrite(imported.files)
        imported.notes += file.notes
        if any(not note.is_left for note in file.notes):
            etree.cleanup_namespaces(root, top_nsmap={"zeebe": ZEEBE[1:-1]}, keep_ns_prefixes=_prefixes(root))
            imported.files[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        if (renamed := name_here(name)) in imported.files:
            if renamed != name:
                imported.notes.append(ImportNote(name, None, "", name, is_left=True))
        else:
            imported.files[renamed] = imported.files.pop(name)
            imported.notes.append(ImportNote(name, None, "", name, renamed))
    return imported


class _File:
    """One diagram while it is rewritten."""

    def __init__(self, name: str, root: etree._Element) -> None:
        self.name = name
        self.root = root
        self.notes: list[ImportNote] = []
        self.mapped: list[etree._Element] = []
        """Steps with outputs that were parameters: only what is mapped leaves them from here on."""

    def note(self, node: etree._Element, before: str, after: str = "", *, is_left: bool = False) -> None:
        """Keep what was or was not rewritten at the nearest element of BPMN with an id."""
        owner = named_owner(node)
        element_id = "" if owner is None else owner.get("id", "")
        line: Any = node.sourceline
        self.notes.append(
            ImportNote(self.name, line if isinstance(line, int) else None, element_id, before, after, is_left)
        )

    def rewrite(self, files: dict[str, bytes]) -> None:
        """Rewrite what is clear, and note the rest; `files` takes the forms that come of it."""
        for holder in list(self.root.iter(f"{BPMN}extensionElements")):
            self._fields(holder, files)
        for form in list(self.root.iter(f"{ZEEBE}userTaskForm")):
            self._embedded_form(form, files)
        self._executable()
        for node in list(self.root.iter("*")):
            name = etree.QName(node).localname
            if node.tag.startswith(BPMN):
                if name in REWRITTEN_HERE:
                    self._said(node, REWRITTEN_HERE[name](node))
                if name == "scriptTask":
                    self._script(node)
                self._attributes(node, name)
                if name == "callActivity" and node.get("calledElement"):
                    self._call(node)
                if name in EXPRESSIONS:
                    self._expression(node)
                if name in NAMED_BY:
                    self._name(node, NAMED_BY[name])
            elif node.tag == f"{ZEEBE}input" and not node.get("source"):
                node.set("source", "=null")
                self.note(node, f"zeebe:input {node.get('target', '')}", 'source="=null"')
            elif node.tag.startswith(FOREIGN):
                self._element(node, name)
        for step in self.mapped:
            self._results(step, files)

    def _executable(self) -> None:
        """Mark processes as executable if none says whether it is: other engines then run them all."""
        processes = self.root.findall(f"{BPMN}process")
        if any(process.get("isExecutable") for process in processes):
            return
        for process in processes:
            process.set("isExecutable", "true")
            self.note(process, "process", 'isExecutable="true"')

    def _said(self, node: etree._Element, changes: list[tuple[str, str]] | None) -> None:
        """Note what became of words of BPMN itself that this engine says otherwise."""
        for before, after in changes or ():
            self.note(node, before, after)
        if changes is None:
            self.note(node, etree.QName(node).localname, is_left=True)
        elif (around := node.getparent()) is not None:
            around.remove(node)

    def _results(self, step: etree._Element, files: Mapping[str, bytes]) -> None:
        """Map what a step brings besides its mapped outputs, or tell that it would be dropped."""
        mapping = extension(step, "ioMapping")
        mapped = {one.get("target") for one in mapping.iterfind(f"{ZEEBE}output")}
        known = results_of(step, files)
        if known is None:
            self.note(step, "outputParameter …", MAPPED_TOO, is_left=True)
        for name in known or ():
            if name not in mapped:
                etree.SubElement(mapping, f"{ZEEBE}output", source=f"={name}", target=name)
                self.note(step, name, f'zeebe:output source="={name}" target="{name}"')

    def _attributes(self, node: etree._Element, name: str) -> None:
        for attribute, value in list(node.attrib.items()):
            if not str(attribute).startswith(FOREIGN):
                continue
            word, text = etree.QName(attribute).localname, str(value)
            before = f'{word}="{text}"'
            target = _WRITTEN.get(name, {}).get(word)
            if word in DROPPED or is_external(word, text):
                self.note(node, before)
            elif word in OF_CAUGHT and (catching := node.getparent()) is not None and is_all(catching):
                source = f"={OF_CAUGHT[word]}"
                mapping = extension(catching, "ioMapping")
                etree.SubElement(mapping, f"{ZEEBE}output", source=source, target=text)
                self.note(node, before, f'zeebe:output source="{source}" target="{text}"')
            elif target is not None and (said := said_here(word, text)) is not None:
                extension(node, target[0]).set(target[1], said)
                self.note(node, before, f'zeebe:{target[0]} {target[1]}="{said}"')
            else:
                by_hand = attribute_said_here(node, etree.QName(attribute)) or ""
                self.note(node, before, by_hand, is_left=True)
                continue
            del node.attrib[attribute]

    def _expression(self, node: etree._Element) -> None:
        text = (node.text or "").strip()
        is_feel = "FEEL" in node.get("language", self.root.get("expressionLanguage", "")).upper()
        try:
            translated = f"={text}" if is_feel and text and not text.startswith("=") else in_feel(text)
        except NotClear:
            self.note(node, text, is_left=True)
            return
        if translated != text:
            self.note(node, text, translated)
            node.text = translated
        elif text and not text.startswith("=") and etree.QName(node).localname in _CONDITIONS:
            self.note(node, text, is_left=True)

    def _name(self, node: etree._Element, attribute: str) -> None:
        """Rewrite a name or code that is computed."""
        text = node.get(attribute, "")
        try:
            translated = in_feel(text)
        except NotClear:
            self.note(node, f'{attribute}="{text}"', is_left=True)
            return
        if translated != text:
            node.set(attribute, translated)
            self.note(node, f'{attribute}="{text}"', f'{attribute}="{translated}"')

    def _call(self, node: etree._Element) -> None:
        """Name the called process; as there, only the variables that are mapped go in and come out."""
        try:
            process = in_feel(node.get("calledElement", ""))
        except NotClear:
            self.note(node, f'calledElement="{node.get("calledElement")}"', is_left=True)
            return
        called = extension(node, "calledElement")
        called.set("processId", process)
        for attribute in ("propagateAllParentVariables", "propagateAllChildVariables"):
            called.set(attribute, called.get(attribute, "false"))
        self.note(node, f'calledElement="{process}"', f'zeebe:calledElement processId="{process}"')
        del node.attrib["calledElement"]

    def _passed(self, node: etree._Element, name: str) -> bool:
        """Rewrite what a call passes on or brings back; tell whether that was clear."""
        said, holder = {str(key): str(value) for key, value in node.attrib.items()}, node.getparent()
        if holder is None or holder.find(f"{ZEEBE}calledElement") is None:
            return False
        if said == {"variables": "all"}:
            side = "Parent" if name == "in" else "Child"
            extension_in(holder, "calledElement").set(f"propagateAll{side}Variables", "true")
        elif is_usual(said):
            self.note(node, f"{name} businessKey")
            holder.remove(node)
            return True
        elif len(said) == 2 and "target" in said and (source := passed_source(said)) is not None:
            word = "input" if name == "in" else "output"
            mapping = extension_in(holder, "ioMapping")
            etree.SubElement(mapping, f"{ZEEBE}{word}", source=source, target=said["target"])
        else:
            return False
        written = " ".join(f'{key}="{value}"' for key, value in said.items())
        self.note(node, f"{name} {written}", "zeebe:calledElement, zeebe:ioMapping")
        holder.remove(node)
        return True

    def _element(self, node: etree._Element, name: str) -> None:
        """Rewrite parameters and what calls pass on; other elements of another engine are left."""
        parent = node.getparent()
        if name in ("in", "out") and self._passed(node, name):
            return
        if name == "inputOutput" and parent is not None:
            for parameter in list(node.iterchildren("*")):
                self._parameter(node, parameter)
            if not len(node):
                parent.remove(node)
        elif name == "properties" and parent is not None and not is_inside_foreign(node):
            self._properties(node, parent)
        elif name == "failedJobRetryTimeCycle" and parent is not None and not has_retries(node):
            self.note(node, name)
            parent.remove(node)
        elif name == "failedJobRetryTimeCycle" and parent is not None and (retries := retries_of(node)):
            extension_in(parent, "taskDefinition").set("retries", retries)
            self.note(node, name, f'zeebe:taskDefinition retries="{retries}"')
            parent.remove(node)
        elif name not in ("inputParameter", "outputParameter") and not is_inside_foreign(node):
            self.note(node, name, element_said_here(node) or "", is_left=True)

    def _fields(self, holder: etree._Element, files: dict[str, bytes]) -> None:
        """Make a form of the fields that a step keeps, if it has none and a form says all that they say."""
        owner, said = holder.getparent(), [node for node in holder if node.tag in _FIELDS]
        if owner is None or not said or holder.find(f"{ZEEBE}formDefinition") is not None:
            return
        if any(etree.QName(name).localname in _OF_A_FORM for name in map(str, owner.attrib)):
            return
        is_data = etree.QName(said[0]).localname == "formData"
        if is_data and (len(said) > 1 or said[0].attrib):
            return
        form_id = form_id_of(owner)
        form = form_of(said[0].iterchildren("*") if is_data else said, form_id)
        if form is None or f"{form_id}.form" in files:
            return
        files[f"{form_id}.form"] = form
        for node in said:
            written = f'zeebe:formDefinition formId="{form_id}", {form_id}.form'
            self.note(node, etree.QName(node).localname, written)
            holder.remove(node)
        extension_in(holder, "formDefinition").set("formId", form_id)

    def _embedded_form(self, node: etree._Element, files: dict[str, bytes]) -> None:
        """Put a form that the diagram holds into a file of its own, and name it where it is used."""
        form_id, holder = node.get("id", ""), node.getparent()
        form = embedded_form(node.text or "", form_id)
        if form is None or holder is None or f"{form_id}.form" in files:
            self.note(node, f"userTaskForm {form_id}", is_left=True)
            return
        files[f"{form_id}.form"] = form
        holder.remove(node)
        for used in self.root.iter(f"{ZEEBE}formDefinition"):
            if used.get("formKey") == f"camunda-forms:bpmn:{form_id}":
                del used.attrib["formKey"]
                used.set("formId", form_id)
                self.note(
                    used, f'formKey="camunda-forms:bpmn:{form_id}"', f'formId="{form_id}", {form_id}.form'
                )

    def _properties(self, node: etree._Element, holder: etree._Element) -> None:
        properties = extension_in(holder, "properties")
        for one in node.iterchildren("*"):
            said = {key: one.get(key, "") for key in ("name", "value")}
            etree.SubElement(properties, f"{ZEEBE}property", said)
            self.note(one, f"property {said['name']}", f"zeebe:property {said['name']}")
        holder.remove(node)

    def _script(self, node: etree._Element) -> None:
        """Rewrite a script in FEEL or JUEL whose result a variable takes."""
        script = node.find(f"{BPMN}script")
        language = node.get("scriptFormat", "").lower()
        results = [name for name in map(str, node.attrib) if etree.QName(name).localname == "resultVariable"]
        text = "" if script is None else (script.text or "").strip()
        try:
            said = f"={text.removeprefix('=')}" if language == "feel" else in_feel(text)
        except NotClear:
            said = ""
        is_read = language in ("feel", "juel") and said.startswith("=")
        if script is None or len(results) != 1 or not is_read:
            if script is not None and not results:  # else the variable of its result is told as left
                self.note(script, f"script {language}".strip(), is_left=True)
            return
        target = extension(node, "script")
        target.set("expression", said)
        target.set("resultVariable", str(node.attrib.pop(results[0])))
        del node.attrib["scriptFormat"]
        node.remove(script)
        self.note(node, text, f'zeebe:script expression="{said}"')

    def _parameter(self, holder: etree._Element, node: etree._Element) -> None:
        kind, target, text = etree.QName(node).localname, node.get("name", ""), (node.text or "").strip()
        owner, said = holder.getparent(), parameter_value(node)
        if said is None or owner is None or kind not in ("inputParameter", "outputParameter"):
            self.note(node, f"{kind} {target}".strip(), is_left=True)
            return
        mapping = extension_in(owner, "ioMapping")
        word = kind.removesuffix("Parameter")
        if word == "output" and (step := owner.getparent()) is not None and step not in self.mapped:
            self.mapped.append(step)
        etree.SubElement(mapping, f"{ZEEBE}{word}", source=said, target=target)
        self.note(node, f"{kind} {target}: {text}", f'zeebe:{word} source="{said}" target="{target}"')
        holder.remove(node)


def _prefixes(root: etree._Element) -> list[str]:
    """Return the prefixes to keep though no name uses them: values such as `xsd:string` may."""
    return [prefix for prefix, uri in root.nsmap.items() if prefix and f"{{{uri}}}" not in FOREIGN]
