"""A process drawn from nothing: what it begins as, so that it can be deployed before anything is changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files as resources
from xml.sax.saxutils import escape, quoteattr

from engine import errors as engine_errors
from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.work import Work
from workflows.studio.values import NewProcess

DIAGRAM = "process.bpmn"
FORM = "application.form"
MOST_NAME = 60
_PROCESS_ID = re.compile(r"[a-z][a-z0-9_]{1,59}")


def check(work: Work, new: NewProcess) -> None:
    """Let the words for a new process pass. Raises: Invalid, at the field."""
    if problems := list(_problems(work, new)):
        raise Invalid("studio.refused", problems)


def files(new: NewProcess) -> dict[str, bytes]:
    """Return the files of a process with a start, a task of the operators, an end and their lanes."""
    template = (resources("workflows.studio") / "new_process.bpmn").read_text("utf-8")
    diagram = (
        template.replace("{process_id}", escape(new.process_id))
        .replace("{name}", quoteattr(new.name_zh.strip()))
        .replace("{name_en}", quoteattr(new.name_en.strip()))
    )
    field = {
        "type": "textfield",
        "id": "subject",
        "key": "subject",
        "label": "事由",
        "properties": {"label_en": "Subject"},
        "validate": {"required": True, "maxLength": 100},
    }
    form = {"type": "default", "id": "application", "schemaVersion": 18, "components": [field]}
    return {DIAGRAM: diagram.encode(), FORM: json.dumps(form, ensure_ascii=False, indent=2).encode()}


def _problems(work: Work, new: NewProcess) -> Iterator[FieldProblem]:
    for field, said in (("name_zh", new.name_zh.strip()), ("name_en", new.name_en.strip())):
        if not said or not said.isprintable():
            yield FieldProblem(field, "studio.name_required", {})
        elif len(said) > MOST_NAME:
            yield FieldProblem(field, "studio.name_too_long", {"most": MOST_NAME, "found": len(said)})
    if not _PROCESS_ID.fullmatch(new.process_id):
        yield FieldProblem("process_id", "studio.process_id", {})
    elif _is_deployed(work, new.process_id):
        yield FieldProblem("process_id", "studio.process_taken", {"process_id": new.process_id})


def _is_deployed(work: Work, process_id: str) -> bool:
    try:
        work.repository.latest(process_id)
    except engine_errors.NotFound:
        return False
    return True
