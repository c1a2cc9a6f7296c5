"""All texts of a draft in both languages beside each other: read from its files, and written into them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.work import Work
from workflows.people.policies.administration import may_draw_processes
from workflows.people.viewer import Viewer, require
from workflows.studio import diagram_xml, drafts
from workflows.studio.text_slots import TextFile, Texts, TextSlot, text_files

LONGEST_TEXT = 4_000
"""Characters of one text; what a shorter one may have at most is what the lint says."""
OPTIONAL = frozenset({"documentation", "description", "start.category", "start.help", "start.title"})
"""Texts that need not be there, if the other language has none either."""
_CHINESE = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class TextPair:
    """A text of an element; `key` names it while the draft keeps its elements."""

    key: str
    element_id: str
    element: str
    field: str
    chinese: str
    english: str

    @property
    def lacks_english(self) -> bool:
        """Tell whether English pages would show it in Chinese."""
        return bool(_CHINESE.search(self.chinese)) and not self.english and not self.chinese.startswith("=")


@dataclass(frozen=True, slots=True)
class PackageTexts:
    """The texts of a draft by file, at a revision."""

    revision: int
    files: Mapping[str, tuple[TextPair, ...]]


def package_texts(work: Work, viewer: Viewer, draft_id: str) -> PackageTexts:
    """Return the texts of a draft. Raises: Forbidden; NotFound."""
    require(may_draw_processes(viewer))
    row = drafts.find(work, draft_id)
    files = text_files(drafts.files_of(work, draft_id))
    return PackageTexts(
        row.revision, {one.name: tuple(_text(one, slot) for slot in one.slots) for one in files}
    )


def save_package_texts(
    work: Work, viewer: Viewer, draft_id: str, typed: Mapping[str, Texts], *, revision: int | None
) -> int:
    """Write texts by their key; those that are not `typed` stay. Return the new revision of the draft.

    Raises: Forbidden; NotFound; Invalid: at a key; Conflict: the draft has changed since.
    """
    changed = _written(work, viewer, draft_id, typed)
    if not changed and revision == (now := drafts.find(work, draft_id).revision):
        return now
    return drafts.save_files(work, viewer, draft_id, changed, revision=revision)


def keep_texts_as_copy(work: Work, viewer: Viewer, draft_id: str, typed: Mapping[str, Texts]) -> str:
    """Begin another draft in which the texts are those that were typed; return its id.

    Raises: Forbidden; NotFound; Invalid: at a key.
    """
    changed = _written(work, viewer, draft_id, typed)
    name = drafts.name_of_copy(drafts.find(work, draft_id).name)
    return drafts.copy_draft(work, viewer, draft_id, name, changed)


def _written(work: Work, viewer: Viewer, draft_id: str, typed: Mapping[str, Texts]) -> dict[str, bytes]:
    """Return the files that differ with these texts."""
    require(may_draw_processes(viewer))
    drafts.find(work, draft_id)
    problems = [problem for key, texts in typed.items() for problem in _refused(key, texts)]
    if problems:
        raise Invalid("studio.refused", problems)
    changed = {}
    for file in text_files(drafts.files_of(work, draft_id)):
        differing = [
            (slot, wanted)
            for slot in file.slots
            if (wanted := typed.get(_key(file, slot))) is not None and wanted != _clean(slot.texts)
        ]
        for slot, wanted in differing:
            slot.write(*wanted)
        if differing:
            changed[file.name] = file.content()
    return changed


def _refused(key: str, texts: Texts) -> list[FieldProblem]:
    problems = []
    for text, language in zip(texts, ("zh", "en"), strict=True):
        if len(text) > LONGEST_TEXT:
            too_long = {"most": LONGEST_TEXT, "found": len(text)}
            problems.append(FieldProblem(f"{language} {key}", "studio.text_too_long", too_long))
        if not diagram_xml.is_writable(text):
            problems.append(FieldProblem(f"{language} {key}", "studio.text_unwritable", {}))
    is_optional = key.rpartition(" ")[2] in OPTIONAL
    if not texts[0] and (texts[1] or not is_optional):
        problems.append(FieldProblem(f"zh {key}", "studio.text_empty", {}))
    return problems


def _text(file: TextFile, slot: TextSlot) -> TextPair:
    return TextPair(_key(file, slot), slot.element_id, slot.element, slot.field, *_clean(slot.texts))


def _key(file: TextFile, slot: TextSlot) -> str:
    return f"{file.name} {slot.element_id} {slot.field}"


def _clean(texts: Texts) -> Texts:
    chinese, english = (text.replace("\r\n", "\n").strip() for text in texts)
    return chinese, english
