"""Reads how activities are repeated, and how ad-hoc subprocesses go, into the descriptions of `model`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lxml import etree

from engine.spiff.expressions import Value
from engine.spiff.extensions import ExtensionReader, said
from engine.spiff.model import AdHocInfo, EventInfo, LoopInfo, RunEvent
from engine.spiff.names import BPMN, FOREIGN, ZEEBE
from engine.spiff.problems import ProblemList
from engine.spiff.xml_values import is_true

EventsAt = Callable[[etree._Element, etree._Element], Iterator[EventInfo]]
"""Gives the events that are defined at a place of an activity: those that its runs throw."""


class LoopReader:
    """Reads the loops of one file's activities."""

    def __init__(
        self,
        file: str,
        problems: ProblemList,
        extensions: ExtensionReader,
        by_id: Mapping[str, etree._Element],
        events_at: EventsAt,
    ) -> None:
        self.file = file
        self.problems = problems
        self.extensions = extensions
        self.by_id = by_id
        self.events_at = events_at

    def loop(self, node: etree._Element) -> LoopInfo | None:
        """Return how an activity is repeated; None: it is not."""
        standard = node.find(f"{BPMN}standardLoopCharacteristics")
        if standard is not None:
            return self._standard_loop(node, standard)
        loop = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
        if loop is None:
            return None
        extension = loop.find(f"{BPMN}extensionElements/{ZEEBE}loopCharacteristics")
        values: dict[str, Any] = {}
        if extension is not None:
            values = {
                "collection": self.extensions.formula(
                    loop, said(extension, "inputCollection"), "inputCollection"
                ),
                "element": said(extension, "inputElement") or None,
                "output_collection": said(extension, "outputCollection") or None,
                "output_element": self.extensions.formula(
                    loop, said(extension, "outputElement"), "outputElement"
                ),
            }
        cardinality = text_formula(self.extensions, loop, "loopCardinality")
        is_foreign = any(loop.get(f"{engine}collection") for engine in FOREIGN)  # told as such
        is_said = is_foreign or (extension is not None and bool(said(extension, "inputCollection")))
        if cardinality is None and not is_said and loop.find(f"{BPMN}loopCardinality") is None:
            self.problems.add("bpmn.missing", self.file, node, what="inputCollection")
        return LoopInfo(
            sequential=is_true(loop, "isSequential"),
            cardinality=cardinality,
            completion=text_formula(self.extensions, loop, "completionCondition"),
            thrown=tuple(self._thrown(node, loop)),
            **values,
        )

    def ad_hoc(self, node: etree._Element) -> AdHocInfo:
        """Return what an ad-hoc subprocess says of what begins in it and when it is over."""
        extension = node.find(f"{BPMN}extensionElements/{ZEEBE}adHoc")
        chosen = None if extension is None else said(extension, "activeElementsCollection")
        return AdHocInfo(
            sequential=node.get("ordering") == "Sequential",
            choice=self.extensions.formula(node, chosen, "activeElementsCollection"),
            completion=text_formula(self.extensions, node, "completionCondition"),
            cancels_rest=is_true(node, "cancelRemainingInstances", usual=True),
        )

    def _standard_loop(self, node: etree._Element, loop: etree._Element) -> LoopInfo:
        """Return a loop that must have an end: by its condition, or by the number of its rounds."""
        said = loop.get("loopMaximum", "").strip()
        maximum = int(said) if said.isdecimal() else None
        if (said and maximum is None) or maximum == 0:
            self.problems.add("bpmn.not_executed", self.file, node, what=f'loopMaximum="{said}"')
        again = text_formula(self.extensions, loop, "loopCondition")
        if again is None and maximum is None:
            self.problems.add("bpmn.missing", self.file, node, what="loopCondition, loopMaximum")
        return LoopInfo(
            sequential=True,
            is_standard=True,
            again=again,
            maximum=maximum,
            asked_first=is_true(loop, "testBefore"),
        )

    def _thrown(self, node: etree._Element, loop: etree._Element) -> Iterator[RunEvent]:
        """Yield what the runs throw by the `behavior` of a multi-instance; by All, the usual one, nothing."""
        behavior = loop.get("behavior", "All")
        if behavior in EVENT_OF_BEHAVIOR:
            attribute = EVENT_OF_BEHAVIOR[behavior]
            reference = loop.get(attribute, "").rpartition(":")[2]
            definition = self.by_id.get(reference)
            if definition is None:
                code = "bpmn.unknown_reference" if reference else "bpmn.missing"
                self.problems.add(code, self.file, node, what=attribute, ref=reference)
                return
            for event in self.events_at(node, definition):
                yield RunEvent(event, only_first=behavior == "One")
        elif behavior == "Complex":
            definitions = loop.findall(f"{BPMN}complexBehaviorDefinition")
            if not definitions:
                self.problems.add("bpmn.missing", self.file, node, what="complexBehaviorDefinition")
            for definition in definitions:
                yield from self._complex(node, definition)
        elif behavior != "All":
            self.problems.add("bpmn.not_executed", self.file, loop, what=f'behavior="{behavior}"')

    def _complex(self, node: etree._Element, definition: etree._Element) -> Iterator[RunEvent]:
        condition = text_formula(self.extensions, definition, "condition")
        place = definition.find(f"{BPMN}event")
        events = [] if place is None else list(self.events_at(node, place))
        for what, is_there in (("condition", condition), ("event", events)):
            if not is_there:
                self.problems.add("bpmn.missing", self.file, node, what=f"complexBehaviorDefinition {what}")
        for event in events:
            yield RunEvent(event, condition)


EVENT_OF_BEHAVIOR = {"None": "noneBehaviorEventRef", "One": "oneBehaviorEventRef"}
"""Which attribute names what a multi-instance throws after each run, or after the first."""


def text_formula(extensions: ExtensionReader, node: etree._Element, name: str) -> Value | None:
    """Return the formula that a child of this name holds, None without one; a number is one, too."""
    child = node.find(f"{BPMN}{name}")
    text = None if child is None else (child.text or "").strip()
    if text and text.isdigit():
        text = f"={text}"
    return extensions.formula(node, text, name)
