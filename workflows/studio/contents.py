"""What a file of a draft may be: its name says its kind, its content is small and harmless."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

from engine.definitions import DIAGRAMS, ImportNote, import_package
from engine.definitions.sources import MAX_PACKAGE_BYTES, read_json
from engine.hostile_input import FileRefused
from engine.package_files import read_zip
from engine.xml import in_utf8, parse_xml
from workflows.ground.errors import FieldProblem, Invalid
from workflows.package_data.file_names import BESIDE, DATA
from workflows.studio.new_process import DIAGRAM

MOST_FILES = 60
MOST_BYTES = MAX_PACKAGE_BYTES
NAMED = DATA | BESIDE
"""Files that have one name only."""
_NAME = re.compile(r"\w[\w-]{0,79}\.(?:bpmn|dmn|form)")
_ZIP = b"PK"
_XML = (".bpmn", ".dmn")
_BPMN = b"http://www.omg.org/spec/BPMN/20100524/MODEL"
_TIME_OF_EXPORT = (2026, 1, 1, 0, 0, 0)


def is_file_name(name: str) -> bool:
    """Tell whether a draft may have a file of this name."""
    return name in NAMED or _NAME.fullmatch(name) is not None


def check_file(name: str, content: bytes) -> None:
    """Let a file pass that a draft may have. Raises: Invalid, at `file`."""
    if not is_file_name(name):
        raise _refusal("studio.bad_file_name", name=name[:80], known=" ".join(sorted(NAMED)))
    if len(content) > MOST_BYTES:
        raise _refusal("studio.too_large", most=MOST_BYTES, found=len(content))
    if name.endswith((".bpmn", ".dmn")):
        _check_xml(name, content)
    elif name.endswith(".form"):
        _check_form(name, content)
    else:
        _check_text(name, content)


def check_files(files: Mapping[str, bytes]) -> None:
    """Let the files of a draft pass, together and one by one. Raises: Invalid, at `file`."""
    check_many(len(files))
    check_size(sum(map(len, files.values())))
    for name, content in files.items():
        check_file(name, content)


def as_kept(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files as a draft keeps them: diagrams and decisions in UTF-8, as the editors read them."""
    return {name: in_utf8(data) if name.endswith(_XML) else data for name, data in files.items()}


def check_many(many: int) -> None:
    """Let so many files pass. Raises: Invalid, at `file`."""
    if many > MOST_FILES:
        raise _refusal("studio.too_many_files", most=MOST_FILES, found=many)


def check_size(size_bytes: int) -> None:
    """Let files pass that have so many bytes together. Raises: Invalid, at `file`."""
    if size_bytes > MOST_BYTES:
        raise _refusal("studio.too_large", most=MOST_BYTES, found=size_bytes)


def unpack(data: bytes) -> tuple[dict[str, bytes], list[ImportNote]]:
    """Return the files of a ZIP that a draft can have, and what was rewritten or left out of it.

    A folder around everything is taken off. A diagram alone, as drawing tools save it, is a package of one
    file. Raises: Invalid, at `file`.
    """
    is_diagram = not data.startswith(_ZIP) and _BPMN in in_utf8(data)
    files = {DIAGRAM: data} if is_diagram else _without_folder(_unzipped(data))
    kept = {name: content for name, content in files.items() if name.endswith(DIAGRAMS) or is_file_name(name)}
    left = [ImportNote(name, None, "", name, is_left=True) for name in sorted(files.keys() - kept.keys())]
    imported = import_package(kept)
    imported.files = as_kept(imported.files)
    check_files(imported.files)
    if not any(name.endswith(".bpmn") for name in imported.files):
        raise _refusal("studio.no_diagram")
    return imported.files, [*imported.notes, *left]


def _unzipped(data: bytes) -> dict[str, bytes]:
    if not data.startswith(_ZIP):
        raise _refusal("studio.neither_zip_nor_diagram")
    try:
        return read_zip(data)
    except FileRefused as refused:
        reason, reason_en = refused.message("zh-CN"), refused.message("en")
        raise _refusal("studio.zip_refused", reason=reason, reason_en=reason_en) from refused


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return the files as a ZIP; the same files give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _TIME_OF_EXPORT), files[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _without_folder(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Take off the folder in which everything lies, if there is one."""
    tops = {PurePosixPath(name).parts[0] for name in files}
    if len(tops) == 1 and all("/" in name for name in files):
        return {name.partition("/")[2]: content for name, content in files.items()}
    return dict(files)


def _check_xml(name: str, content: bytes) -> None:
    try:
        parse_xml(content)
    except FileRefused as refused:
        reason, reason_en = refused.message("zh-CN"), refused.message("en")
        raise _refusal("studio.file_refused", name=name, reason=reason, reason_en=reason_en) from refused


def _check_form(name: str, content: bytes) -> None:
    _check_text(name, content)
    try:
        schema = read_json(content)
    except json.JSONDecodeError as error:
        raise _refusal("studio.not_json", name=name) from error
    if not isinstance(schema, dict):
        raise _refusal("studio.not_json", name=name)


def _check_text(name: str, content: bytes) -> None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refusal("studio.not_text", name=name) from error
    if "\0" in text:
        raise _refusal("studio.not_text", name=name)


def _refusal(code: str, **params: object) -> Invalid:
    return Invalid("studio.refused", [FieldProblem("file", code, params)])
