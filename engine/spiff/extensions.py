"""Reads `zeebe:` and `tongban:` extension elements of a flow node into bindings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from engine import feel
from engine.spiff.expressions import Value
from engine.spiff.extension_elements import ELEMENTS
from engine.spiff.foreign import feel_of
from engine.spiff.model import (
    AssignmentInfo,
    DecisionCall,
    JobInfo,
    MappingInfo,
    ProcessCall,
    RightsInfo,
    ScriptInfo,
)
from engine.spiff.names import BPMN, PREFIXES, TONGBAN, ZEEBE
from engine.spiff.problems import ProblemList


def named(node: etree._Element) -> str:
    """Return the name of an extension element with the prefix of its vocabulary, "" for any other."""
    name = etree.QName(node)
    prefix = PREFIXES.get(f"{{{name.namespace}}}")
    return "" if prefix is None else f"{prefix}:{name.localname}"


def attributes(node: etree._Element) -> dict[str, str]:
    """Return all that an element says."""
    return {str(key): str(text) for key, text in node.attrib.items()}


def said(node: etree._Element, attribute: str) -> str | None:
    """Return what an extension element says in an attribute, else what counts without it.

    Raises: KeyError: the element or attribute is not declared, so that nobody could know of it.
    """
    return ELEMENTS[named(node)].read(attributes(node), attribute)


def text_of(node: etree._Element, attribute: str) -> str:
    """Return the same, "" for nothing."""
    return said(node, attribute) or ""


class ExtensionReader:
    """Reads the extensions of one file; what is wrong goes to `problems`."""

    def __init__(self, file: str, problems: ProblemList) -> None:
        self.file = file
        self.problems = problems

    def value(self, node: etree._Element, text: str | None, what: str) -> Value | None:
        """Compile an optional text; an empty one counts as absent."""
        if text is None or not text.strip():
            return None
        text = feel_of(text) or text  # told as what belongs to another engine
        try:
            return _value(text.strip())
        except feel.FeelSyntaxError as error:
            self.problems.add(
                "bpmn.expression",
                self.file,
                node,
                what=what,
                expression=text.strip(),
                reason_zh=_after_equals(error).located_message("zh-CN"),
                reason_en=_after_equals(error).located_message("en"),
            )
            return None

    def formula(self, node: etree._Element, text: str | None, what: str) -> Value | None:
        """Compile a text that must be FEEL with `=`."""
        text = text and (feel_of(text) or text)
        if text is not None and text.strip() and not text.strip().startswith(("=", "＝")):
            self.problems.add(
                "bpmn.expression_without_equals", self.file, node, what=what, expression=text.strip()
            )
            return None
        return self.value(node, text, what)

    def bindings(self, node: etree._Element) -> dict[str, Any]:
        """Return the keyword arguments of ElementInfo that come from extension elements."""
        holder = node.find(f"{BPMN}extensionElements")
        bindings: dict[str, Any] = {}
        if holder is None:
            return bindings
        for child in holder:
            name = etree.QName(child).localname
            if child.tag.startswith(ZEEBE):
                reader = getattr(self, f"_zeebe_{_snake(name)}", None)
            elif child.tag.startswith(TONGBAN):
                bindings.setdefault("tongban", {})[name] = attributes(child)
                reader = getattr(self, f"_tongban_{_snake(name)}", None)
            else:
                reader = None
            if reader is not None:
                reader(child, bindings)
        self._assignment(holder, bindings)
        self._job(holder, bindings)
        return bindings

    def _assignment(self, holder: etree._Element, bindings: dict[str, Any]) -> None:
        wanted = {
            "assignee": ("assignmentDefinition", "assignee"),
            "candidate_groups": ("assignmentDefinition", "candidateGroups"),
            "candidate_users": ("assignmentDefinition", "candidateUsers"),
            "due": ("taskSchedule", "dueDate"),
            "follow_up": ("taskSchedule", "followUpDate"),
            "priority": ("priorityDefinition", "priority"),
        }
        values: dict[str, Value | None] = {}
        for field, (element, attribute) in wanted.items():
            child = holder.find(f"{ZEEBE}{element}")
            if child is not None:
                values[field] = self.value(child, said(child, attribute), attribute)
        if values:
            bindings["assignment"] = AssignmentInfo(**values)

    def _job(self, holder: etree._Element, bindings: dict[str, Any]) -> None:
        child = holder.find(f"{ZEEBE}taskDefinition")
        if child is None:
            return
        job_type = self.value(child, said(child, "type"), "type")
        if job_type is None:
            if not said(child, "type"):
                self.problems.add("bpmn.missing", self.file, child, what="zeebe:taskDefinition type")
            return
        bindings["job"] = JobInfo(
            type=job_type,
            retries=self.value(child, said(child, "retries"), "retries"),
            headers=bindings.get("headers", {}),
        )

    def _zeebe_form_definition(self, child: etree._Element, bindings: dict[str, Any]) -> None:
        key = said(child, "formId") or said(child, "externalReference") or said(child, "formKey")
        bindings["form_id"] = self.value(child, key, "formId")

    def _zeebe_io_mapping(self, child: etree._Element, bindings: dict[str, Any]) -> None:
        for field, tag in (("inputs", "input"), ("outputs", "output")):
            bindings[field] = tuple(self._mappings(child, tag))

    def _mappings(self, child: etree._Element, tag: str) -> Iterator[MappingInfo]:
        for line in child.findall(f"{ZEEBE}{tag}"):
            source = self.value(line, said(line, "source"), f"{tag} source")
            target = (said(line, "target") or "").strip()
            if not target:
                self.problems.add("bpmn.missing", self.file, line, what=f"zeebe:{tag} target")
            elif source is not None:
                yield MappingInfo(source, target)
            elif said(line, "source") is None:
                self.problems.add("bpmn.missing", self.file, line, what=f"zeebe:{tag} source")

    def _zeebe_called_decision(self, child: etree._Element, bindings: dict[str, Any]) -> None:
        decision = self.value(child, said(child, "decisionId"), "decisionId")
        result = said(child, "resultVariable")
        if decision is None or not result:
            self.problems.add("bpmn.missing", self.file, child, what="decisionId, resultVariable")
            return
        bindings["decision"] = DecisionCall(decision, result)

    def _zeebe_called_element(self, child: etree._Element, bindings: dict[str, Any]) -> None:
        process = self.value(child, said(child, "processId"), "processId")
        if process is None:
            self.problems.add("bpmn.missing", self.file, child, what="processId")
            return
        bindings["called_process"] = ProcessCall(
            process,
            binding=text_of(child, "bindingType"),
            version_tag=said(child, "versionTag"),
            propagate_parent=said(child, "propagateAllParentVariables") != "false",
            propagate_children=said(child, "propagateAllChildVariables") != "false",
        )

    def _zeebe_script(self, child: etree._Element, bindings: dict[str, Any]) -> None:
        expression = self.formula(child, said(child, "expression"), "expression")
        result = said(child, "resultVariable")
        if not said(child, "expression") or not result:
            self.problems.add("bpmn.missing", self.file, child, what="expression, resultVariable")
        elif expression is not None:
            bindings["script"] = ScriptInfo(expression, result)

    def _zeebe_task_headers(self, child: etree._Element, bindings: dict[str, Any]) -> None:
        bindings["headers"] = {
            text_of(line, "key"): text_of(line, "value") for line in child.findall(f"{ZEEBE}header")
        }

    def _zeebe_properties(self, child: etree._Element, bindings: dict[str, Any]) -> None:
        bindings["properties"] = {
            text_of(line, "name"): text_of(line, "value") for line in child.findall(f"{ZEEBE}property")
        }

    def _tongban_rights(self, child: etree._Element, bindings: dict[str, Any]) -> None:
        fields = {text_of(line, "path"): text_of(line, "access") for line in child.findall(f"{TONGBAN}field")}
        bindings["rights"] = RightsInfo(text_of(child, "default"), fields)

    def _tongban_text(self, child: etree._Element, bindings: dict[str, Any]) -> None:
        if text_of(child, "locale").startswith("en"):
            bindings["name_en"] = text_of(child, "name")
            bindings["documentation_en"] = text_of(child, "documentation")


def _value(text: str) -> Value:
    """Compile a text; one that begins with a full-width equals sign is meant as FEEL."""
    if text.startswith("＝"):
        raise feel.FeelSyntaxError("full_width", 1, 0, found="＝", right="=")
    return Value.of(text)


def _after_equals(error: feel.FeelSyntaxError) -> feel.FeelSyntaxError:
    """Count columns as the analyst sees them: the equals sign is the first."""
    if error.line > 1:
        return error
    return feel.FeelSyntaxError(error.code, 1, error.column + 1, **error.params)


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
