"""The delivered diagrams are drawings for people: no line crosses another, and every label fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from lxml import etree

DIAGRAMS = sorted(Path(str(files("bpmn"))).glob("*/*.bpmn"))
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DRAWN = "{http://www.omg.org/spec/BPMN/20100524/DI}"
BOUNDS = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"
POINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
AREAS = frozenset({"participant", "lane", "subProcess", "adHocSubProcess", "transaction", "group"})
"""What others are drawn inside of."""
CHARACTER_PIXELS = 11
"""The width of a Chinese character in a label as bpmn-js draws it."""

Point = tuple[float, float]
Segment = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a drawing, in pixels."""

    left: float
    top: float
    width: float
    height: float

    def meets(self, segment: Segment, margin: float = 1) -> bool:
        """Whether a horizontal or vertical line runs through the box, `margin` pixels from its border."""
        (x1, y1), (x2, y2) = segment
        return (
            max(x1, x2) > self.left + margin
            and min(x1, x2) < self.left + self.width - margin
            and max(y1, y2) > self.top + margin
            and min(y1, y2) < self.top + self.height - margin
        )


class Drawing:
    """The lines, shapes and labels of a diagram, by the ids of their elements."""

    def __init__(self, diagram: bytes) -> None:
        root = etree.fromstring(diagram)
        self.elements = {one.get("id"): one for one in root.iter(f"{BPMN}*") if one.get("id")}
        self.lines = {
            edge.get("bpmnElement"): list(pairwise(_points(edge))) for edge in root.iter(f"{DRAWN}BPMNEdge")
        }
        self.shapes = {
            shape.get("bpmnElement"): _box(shape.find(BOUNDS)) for shape in root.iter(f"{DRAWN}BPMNShape")
        }
        self.labels = {
            label.getparent().get("bpmnElement"): _box(label.find(BOUNDS))
            for label in root.iter(f"{DRAWN}BPMNLabel")
        }

    def name(self, element_id: str) -> str:
        return str(self.elements[element_id].get("name", ""))

    def text(self, element_id: str) -> Box:
        """Return where a label's letters stand: in the middle of its box."""
        box = self.labels[element_id]
        width = min(box.width, _pixels(self.name(element_id)))
        return Box(box.left + (box.width - width) / 2, box.top, width, box.height)

    def kind(self, element_id: str) -> str:
        return etree.QName(self.elements[element_id]).localname

    def ends(self, line: str) -> set[str | None]:
        return {self.elements[line].get("sourceRef"), self.elements[line].get("targetRef")}


def _points(edge: etree._Element) -> Sequence[Point]:
    return [(float(point.get("x", "")), float(point.get("y", ""))) for point in edge.iter(POINT)]


def _box(bounds: etree._Element | None) -> Box:
    assert bounds is not None
    left, top, width, height = (float(bounds.get(name, "")) for name in ("x", "y", "width", "height"))
    return Box(left, top, width, height)


def _cross(one: Segment, other: Segment) -> bool:
    """Whether two lines go through each other; lines that only touch, or run in one line, do not."""
    (ax, ay), (bx, by) = one
    (cx, cy), (dx, dy) = other
    across = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    if across == 0:
        return False
    on_one = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / across
    on_other = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / across
    return 0.001 < on_one < 0.999 and 0.001 < on_other < 0.999


def faults(diagram: bytes) -> Iterator[str]:
    """Yield what is wrong with a drawing, a sentence each."""
    drawing = Drawing(diagram)
    yield from _crossings(drawing.lines)
    for line, segments in drawing.lines.items():
        for shape, box in drawing.shapes.items():
            if drawing.kind(shape) in AREAS or shape in drawing.ends(line):
                continue
            if any(box.meets(segment) for segment in segments):
                yield f"{line} runs over {shape}"
        for labelled in drawing.labels:
            if any(drawing.text(labelled).meets(segment) for segment in segments):
                yield f"{line} runs through the label of {labelled}"
    for labelled, box in drawing.labels.items():
        name = drawing.name(labelled)
        if _pixels(name) > box.width * max(1, box.height // 14):
            yield f"the label of {labelled} is {box.width:g} wide, but {name} needs {_pixels(name):g}"


def _crossings(lines: Mapping[str, Sequence[Segment]]) -> Iterator[str]:
    for (one, ones), (other, others) in combinations(lines.items(), 2):
        if any(_cross(a, b) for a in ones for b in others):
            yield f"{one} crosses {other}"


def _pixels(name: str) -> float:
    return sum(CHARACTER_PIXELS if ord(character) > 0x2E80 else CHARACTER_PIXELS / 2 for character in name)


@pytest.mark.parametrize("diagram", DIAGRAMS, ids=lambda path: path.parent.name)
def test_no_line_crosses_another_and_every_label_fits(diagram: Path) -> None:
    assert list(faults(diagram.read_bytes())) == []


DRAWN_BADLY = f"""
<d:definitions xmlns:d="{BPMN[1:-1]}" xmlns:i="{DRAWN[1:-1]}"
  xmlns:c="{BOUNDS[1:-7]}" xmlns:p="{POINT[1:-9]}">
  <d:process id="p"><d:task id="a" name="长长的名称"/><d:task id="b"/>
    <d:sequenceFlow id="f" sourceRef="x" targetRef="y"/><d:sequenceFlow id="g" sourceRef="x" targetRef="a"/>
  </d:process>
  <i:BPMNShape bpmnElement="a"><c:Bounds x="0" y="0" width="10" height="10"/>
    <i:BPMNLabel><c:Bounds x="20" y="0" width="20" height="14"/></i:BPMNLabel></i:BPMNShape>
  <i:BPMNEdge bpmnElement="f"><p:waypoint x="-10" y="5"/><p:waypoint x="60" y="5"/></i:BPMNEdge>
  <i:BPMNEdge bpmnElement="g"><p:waypoint x="50" y="-20"/><p:waypoint x="50" y="20"/></i:BPMNEdge>
</d:definitions>"""


def test_it_would_notice() -> None:
    assert list(faults(DRAWN_BADLY.encode())) == [
        "f crosses g",
        "f runs over a",
        "f runs through the label of a",
        "the label of a is 20 wide, but 长长的名称 needs 55",
    ]
