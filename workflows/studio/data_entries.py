"""Lists, notice texts and upload rules of a draft, entry by entry; saved as typed, right or not yet.

What is wrong is what the lint of a deploy says, told at the field; only a deploy refuses it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from workflows.ground.errors import FieldProblem, Invalid, NotFound
from workflows.ground.messages import LOCALES, Locale, sentence
from workflows.ground.work import Work
from workflows.package_data.options import FILE as OPTIONS
from workflows.package_data.options import read_options
from workflows.package_data.uploads import FILE as UPLOADS
from workflows.package_data.uploads import read_uploads
from workflows.people.policies.administration import may_draw_processes
from workflows.people.viewer import Viewer, require
from workflows.studio import data_shapes, drafts
from workflows.studio.data_shapes import DataEntry, DataFile, DataPage, FieldPlace, NotShown, Row, Shape

NO_ENGLISH = "package.no_english"


@dataclass(frozen=True, slots=True)
class EntryFinding:
    """What the lint says of a place in an entry, in both languages."""

    place: FieldPlace
    severity: Literal["error", "warning"]
    messages: Mapping[Locale, str]


def page(work: Work, viewer: Viewer, file: DataFile) -> DataPage:
    """Return the entries of a data file, each with what names it. Raises: Forbidden; NotFound."""
    require(may_draw_processes(viewer))
    revision = drafts.find(work, file.draft_id).revision
    files = drafts.files_of(work, file.draft_id)
    data = files.get(file.shape.file, b"")
    try:
        entries = data_shapes.read_entries(file.shape, data)
    except NotShown:
        return DataPage(revision, None)
    named = {one.name: _named_in(files, file.shape, one.name) for one in entries}
    return DataPage(revision, entries, data_shapes.has_comments_inside(data), named)


def entry(work: Work, viewer: Viewer, file: DataFile, name: str) -> DataEntry:
    """Return one entry. Raises: Forbidden; NotFound: there is none, or pages cannot show it."""
    return _find(page(work, viewer, file).entries or (), name)


def add_entry(work: Work, viewer: Viewer, file: DataFile, name: str) -> None:
    """Add an entry with empty fields. Raises: Forbidden; NotFound; Invalid: at `name`."""
    entries, revision = _shown(page(work, viewer, file))
    _check_name(file.shape, entries, name)
    blank: Row = dict.fromkeys(file.shape.fields, "")
    added = DataEntry(name, () if file.shape.in_rows else (blank,))
    _write(work, viewer, file, [*entries, added], revision=revision)


def save_entry(
    work: Work, viewer: Viewer, file: DataFile, name: str, rows: Sequence[Row], *,
    revision: int | None,
) -> int:  # fmt: skip
    """Keep what was typed into an entry; return the new revision of the draft.

    Raises: Forbidden; NotFound; Invalid: at `file`; Conflict: the draft has changed since.
    """
    entries, _ = _shown(page(work, viewer, file))
    kept = replace(_find(entries, name), rows=data_shapes.without_empty(file.shape, rows))
    changed = [kept if one.name == name else one for one in entries]
    return _write(work, viewer, file, changed, revision=revision)


def rename_entry(work: Work, viewer: Viewer, file: DataFile, name: str, new: str) -> None:
    """Call an entry something else; what names it stays as it is, and the lint tells where.

    Raises: Forbidden; NotFound; Invalid: at `name`; Conflict.
    """
    entries, revision = _shown(page(work, viewer, file))
    old = _find(entries, name)
    if new == name:
        return
    _check_name(file.shape, entries, new)
    renamed = [replace(one, name=new) if one is old else one for one in entries]
    _write(work, viewer, file, renamed, revision=revision)


def remove_entry(work: Work, viewer: Viewer, file: DataFile, name: str) -> None:
    """Take an entry out, with the last one the file too; one that is gone already stays so.

    Raises: Forbidden; NotFound; Conflict.
    """
    entries, revision = _shown(page(work, viewer, file))
    left = [one for one in entries if one.name != name]
    if len(left) == len(entries):
        return
    if left:
        _write(work, viewer, file, left, revision=revision)
    else:
        drafts.remove_file(work, viewer, file.draft_id, file.shape.file, revision=revision)


def replaced(work: Work, viewer: Viewer, file: DataFile, name: str, rows: Sequence[Row]) -> bytes:
    """Return the data file as it would be with these rows in an entry. Raises: Forbidden; NotFound."""
    entries = page(work, viewer, file).entries or ()
    kept = data_shapes.without_empty(file.shape, rows)
    others = [replace(one, rows=kept) if one.name == name else one for one in entries]
    missing = [] if any(one.name == name for one in others) else [DataEntry(name, kept)]
    return data_shapes.write_entries(file.shape, [*others, *missing])


def findings(
    work: Work, viewer: Viewer, file: DataFile, name: str, rows: Sequence[Row]
) -> list[EntryFinding]:
    """Return what a deploy would say of an entry with these rows. Raises: Forbidden; NotFound."""
    data = replaced(work, viewer, file, name, rows)
    files = drafts.files_of(work, file.draft_id) | {file.shape.file: data}
    where = data_shapes.places(data)
    every = [
        EntryFinding(where[one.line], one.severity, {locale: one.message(locale) for locale in LOCALES})
        for one in work.repository.lint(files)
        if one.file == file.shape.file and one.line is not None and one.line in where
        if one.code != NO_ENGLISH
    ]
    every += [EntryFinding(one, "warning", _NO_ENGLISH) for one in _chinese_only(file.shape, data, where)]
    return [one for one in every if one.place.entry == name]


_NO_ENGLISH = {locale: sentence("studio.no_english", locale) for locale in LOCALES}


def _chinese_only(shape: Shape, data: bytes, where: Mapping[int, FieldPlace]) -> list[FieldPlace]:
    """Return the fields whose English the reader misses."""
    readers = {OPTIONS: lambda: read_options(data).notes, UPLOADS: lambda: read_uploads(data).notes}
    if shape.file not in readers:
        return []
    lines = [line for line, words in readers[shape.file]().chinese_only if words]
    return [replace(where[line], field="label_en") for line in lines if line in where]


def _named_in(files: Mapping[str, bytes], shape: Shape, name: str) -> tuple[str, ...]:
    quoted = f'"{name}"'.encode()
    return tuple(
        one for one, content in files.items() if one != shape.file and quoted in content.replace(b"'", b'"')
    )


def _find(entries: Sequence[DataEntry], name: str) -> DataEntry:
    for one in entries:
        if one.name == name:
            return one
    raise NotFound("studio.entry_not_found", name=name[:80])


def _shown(read: DataPage) -> tuple[tuple[DataEntry, ...], int]:
    """Return the entries of a file, and the revision at which they were read.

    Raises: Invalid: pages cannot show them.
    """
    if read.entries is None:
        raise Invalid("studio.only_as_text")
    return read.entries, read.revision


def _check_name(shape: Shape, entries: Sequence[DataEntry], name: str) -> None:
    if shape.name.fullmatch(name) is None:
        raise Invalid("studio.refused", [FieldProblem("name", "studio.entry_name", {})])
    if any(one.name == name for one in entries):
        raise Invalid("studio.refused", [FieldProblem("name", "studio.entry_taken", {"name": name})])
    if len(entries) >= shape.most:
        raise Invalid(
            "studio.refused", [FieldProblem("name", "studio.too_many_entries", {"most": shape.most})]
        )


def _write(
    work: Work, viewer: Viewer, file: DataFile, entries: Sequence[DataEntry], *,
    revision: int | None,
) -> int:  # fmt: skip
    content = data_shapes.write_entries(file.shape, entries)
    return drafts.save_file(work, viewer, file.draft_id, file.shape.file, content, revision=revision)


def keep_as_copy(work: Work, viewer: Viewer, file: DataFile, name: str, rows: Sequence[Row]) -> str:
    """Begin another draft in which an entry says this; return its id.

    Raises: Forbidden; NotFound; Invalid.
    """
    data = replaced(work, viewer, file, name, rows)
    called = drafts.name_of_copy(drafts.find(work, file.draft_id).name)
    return drafts.copy_draft(work, viewer, file.draft_id, called, {file.shape.file: data})
