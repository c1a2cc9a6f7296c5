"""Takes an upload: size first, then content, then storage. File names decide nothing."""

from __future__ import annotations

import io
import re
import tempfile
import unicodedata
from dataclasses import replace
from typing import BinaryIO

from forms.contents import PICTURES, Unfit, identify
from forms.errors import FileRefused
from forms.pictures import PictureBroken, PictureTooLarge, make_size
from forms.schema import FilePicker, FormSchema
from forms.storage import CHUNK_BYTES, FileStore, StoredFile, Variant
from forms.texts import Text
from forms.upload_profiles import KIND_SUFFIXES, MEGABYTE, PROFILES, Profile

MAX_NAME_LENGTH = 120
_IN_MEMORY_BYTES = 1_000_000
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$", re.ASCII)
_UNFIT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"|?*/\\]')


def profile_of(schema: FormSchema, path: str) -> tuple[Profile, Text]:
    """Return the rule and the label of the file field at a path, with or without indexes.

    Raises: FileRefused: the form has no such field.
    """
    component = schema.find(re.sub(r"\[\d+\]", "", path))
    if not isinstance(component, FilePicker):
        raise FileRefused("upload_no_field", name=path[:80])
    return PROFILES[component.upload], component.label


def receive(
    store: FileStore, stream: BinaryIO, *, name: str, profile: Profile | str, label: Text | None = None
) -> StoredFile:
    """Check an upload and store it, with the smaller pictures that its profile asks for.

    At most 1 MB is held in memory while it is checked, apart from what decoding a picture takes. `label`
    names the field in a refusal.
    Raises: FileRefused: too large, or content that the profile does not take; nothing is stored then.
    """
    rule = PROFILES[profile] if isinstance(profile, str) else profile
    field = label or rule.label
    shown = clean_name(name)
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as held:
        copied: BinaryIO = held  # type: ignore[assignment]
        _copy(stream, copied, rule, shown, field)
        kind = _kind(copied, rule, shown, field)
        made = _smaller(copied, rule, kind, shown, field)
        copied.seek(0)
        stored = store.put(copied, name=name_for(shown, kind), content_type=kind)
    return replace(stored, variants=tuple(_keep(store, size) for size in made))


def _copy(stream: BinaryIO, target: BinaryIO, rule: Profile, name: str, field: Text) -> None:
    size = 0
    while chunk := stream.read(CHUNK_BYTES):
        size += len(chunk)
        if size > rule.max_bytes:
            raise FileRefused(
                "upload_too_large_in", field=field, name=name, maximum=f"{rule.max_bytes / MEGABYTE:g}"
            )
        target.write(chunk)


def _kind(stream: BinaryIO, rule: Profile, name: str, field: Text) -> str:
    try:
        kind = identify(stream)
    except Unfit as unfit:
        raise _refusal(rule, name, field, unfit.described) from None
    if kind not in rule.kinds:
        found = KIND_SUFFIXES[kind][0].lstrip(".").upper()
        raise _refusal(rule, name, field, Text(f"{found} 文件", f"a {found} file"))
    return kind


def _refusal(rule: Profile, name: str, field: Text, found: Text) -> FileRefused:
    return FileRefused("upload_kind", field=field, name=name, found=found, expected=rule.kind_names)


_Made = tuple[str, bytes, str, int, int]


def _smaller(stream: BinaryIO, rule: Profile, kind: str, name: str, field: Text) -> list[_Made]:
    if kind not in PICTURES:
        return []
    try:
        return [(label, *make_size(stream, pixels)) for label, pixels in rule.image_sizes]
    except (PictureBroken, PictureTooLarge):
        raise _refusal(rule, name, field, Unfit("broken").described) from None


def _keep(store: FileStore, made: _Made) -> Variant:
    label, content, kind, width, height = made
    stored = store.put(io.BytesIO(content), name=name_for(label, kind), content_type=kind)
    return Variant(label, stored.key, stored.size_bytes, kind, width, height)


def clean_name(name: str) -> str:
    """Return the last part of a file name without what could mislead or break a page, a header or a disk."""
    bare = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(sign for sign in bare if unicodedata.category(sign)[0] != "C")
    bare = _UNFIT_IN_NAMES.sub("_", printable).strip(" .")
    if len(bare) > MAX_NAME_LENGTH:
        suffix = _SUFFIX.search(bare)
        tail = suffix.group() if suffix else ""
        bare = bare[: MAX_NAME_LENGTH - len(tail)] + tail
    return bare or "file"


def name_for(name: str, kind: str) -> str:
    """Return the name with a suffix that fits the content: `photo.exe` that is a JPEG becomes `photo.jpg`."""
    suffixes = KIND_SUFFIXES[kind]
    if name.lower().endswith(suffixes):
        return name
    return _SUFFIX.sub("", name) + suffixes[0]
