"""Ids and file names of other tools, as they can be here: unique in a package, and names of XML."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from lxml import etree

from engine.spiff.names import BPMN

_OTHER_ENDINGS = (".bpmn20.xml", ".bpmn2")
"""Of Flowable and Activiti, of jBPM."""
DIAGRAMS = (".bpmn", *_OTHER_ENDINGS)
"""How the names of files end that are read."""
_REFERENCES = frozenset({"incoming", "outgoing", "flowNodeRef", "sourceRef", "targetRef"})
_NOT_IN_NAMES = re.compile(r"[^\w.\-]")
_BEGINS_A_NAME = re.compile(r"[^\W\d]")


def name_here(file: str) -> str:
    """Return a diagram's file name with the ending that a package knows."""
    ending = next((one for one in _OTHER_ENDINGS if file.endswith(one)), None)
    return file if ending is None else file.removesuffix(ending) + ".bpmn"


def rename(
    root: etree._Element, file: str, taken: dict[str, str], note: Callable[[etree._Element, str, str], None]
) -> None:
    """Give flow nodes and flows other ids where another file has theirs, or XML allows no such ids.

    `taken` are the files by id; `note` is told of each, with what was written before and after.
    """
    stem = PurePosixPath(file).name.partition(".")[0]
    renamed: dict[str, str] = {}
    own = {str(node.get("id")) for node in root.iter("*") if node.get("id")}
    for node in root.iterfind(f".//{BPMN}process//*[@id]"):
        old = node.get("id", "")
        new = _as_a_name(old)
        if taken.get(new, file) != file:
            new = f"{new}_{stem}"
        while new != old and (new in own or taken.get(new, file) != file):
            new += "_"
        taken[new] = file
        if new != old:
            own.add(new)
            renamed[old] = new
            note(node, f'id="{old}"', f'id="{new}"')
    for node in root.iter("*") if renamed else ():
        _refer(node, renamed)


def _as_a_name(old: str) -> str:
    """Return an id as XML allows it: without spaces and the like, and beginning with a letter."""
    if not old:
        return old
    name = _NOT_IN_NAMES.sub("_", old)
    return name if _BEGINS_A_NAME.match(name) else f"_{name}"


def _refer(node: etree._Element, renamed: dict[str, str]) -> None:
    for attribute, value in node.attrib.items():
        name = etree.QName(attribute).localname
        if value in renamed and (name in ("id", "default", "bpmnElement") or name.endswith("Ref")):
            node.set(attribute, renamed[str(value)])
    text = (node.text or "").strip()
    if text in renamed and etree.QName(node).localname in _REFERENCES:
        node.text = renamed[text]
