"""Decision tables and forms begun from nothing: they begin so that the lint finds nothing to be mended."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files as resources
from xml.sax.saxutils import escape, quoteattr

from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.work import Work
from workflows.people.viewer import Viewer
from workflows.studio import contents, drafts
from workflows.studio.new_process import MOST_NAME
from workflows.studio.values import NEW_FILE_KINDS, AddedFile, NewFile

_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")


def add_new_file(work: Work, viewer: Viewer, draft_id: str, new: NewFile) -> AddedFile:
    """Add a table or a form to a draft; return what diagrams call it, and the draft's new revision.

    Without an id one is made of the English name. Raises: Forbidden; NotFound; Invalid: at the field.
    """
    drafts.find(work, draft_id)
    kept = drafts.files_of(work, draft_id)
    if problems := list(_problems(kept, new)):
        raise Invalid("studio.refused", problems)
    file_id = new.file_id or _free(_of_words(new.name_en, new.kind), new.kind, kept)
    name = f"{file_id}.{NEW_FILE_KINDS[new.kind]}"
    content = (_table if new.kind == "decision" else _form)(file_id, new)
    revision = drafts.save_file(work, viewer, draft_id, name, content, revision=None)
    return AddedFile(name, file_id, new.name_zh.strip(), revision)


def _problems(kept: Mapping[str, bytes], new: NewFile) -> Iterator[FieldProblem]:
    for field, said in (("name_zh", new.name_zh.strip()), ("name_en", new.name_en.strip())):
        if not said or not said.isprintable():
            yield FieldProblem(field, "studio.name_required", {})
        elif len(said) > MOST_NAME:
            yield FieldProblem(field, "studio.name_too_long", {"most": MOST_NAME, "found": len(said)})
    if new.file_id and not _ID.fullmatch(new.file_id):
        yield FieldProblem("file_id", "studio.file_id", {})
    elif new.file_id and _is_taken(new.file_id, new.kind, kept):
        yield FieldProblem("file_id", "studio.file_taken", {"file_id": new.file_id})


def _of_words(words: str, kind: str) -> str:
    """Return an id made of English words, that of the kind where they have no letters."""
    made = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_").lstrip("0123456789_")[:50].rstrip("_")
    return made or kind


def _free(wanted: str, kind: str, kept: Mapping[str, bytes]) -> str:
    """Return the id, with a number behind it where something else is called so."""
    names = (wanted, *(f"{wanted}_{number}" for number in range(2, contents.MOST_FILES + 3)))
    return next(name for name in names if not _is_taken(name, kind, kept))


def _is_taken(file_id: str, kind: str, kept: Mapping[str, bytes]) -> bool:
    """Tell whether a file is called so, or one of its kind has something with this id."""
    suffix = NEW_FILE_KINDS[kind]
    of_kind = (content for name, content in kept.items() if name.endswith(f".{suffix}"))
    said = re.compile(rb"""\bid"?\s*[=:]\s*["']%s["']""" % file_id.encode())
    return f"{file_id}.{suffix}" in kept or any(said.search(content) for content in of_kind)


def _table(file_id: str, new: NewFile) -> bytes:
    template = (resources("workflows.studio") / "new_decision.dmn").read_text("utf-8")
    filled = (
        template.replace("{id}", escape(file_id))
        .replace("{name}", quoteattr(new.name_zh.strip()))
        .replace("{name_en}", quoteattr(new.name_en.strip()))
    )
    return filled.encode()


def _form(file_id: str, new: NewFile) -> bytes:
    field = {
        "type": "textarea",
        "id": f"{file_id}_note",
        "key": "note",
        "label": "说明",
        "properties": {"label_en": "Note"},
        "validate": {"maxLength": 500},
    }
    names = {"title": new.name_zh.strip(), "title_en": new.name_en.strip()}
    form = {
        "type": "default",
        "id": file_id,
        "schemaVersion": 18,
        "properties": names,
        "components": [field],
    }
    return json.dumps(form, ensure_ascii=False, indent=2).encode()
