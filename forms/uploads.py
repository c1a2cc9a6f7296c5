"""Takes an upload: size first, then content, then storage. File names decide nothing."""

from __future__ import annotations

import io
import re
import tempfile
import unicodedata
from typing import BinaryIO

import structlog

from forms.contents import UNREADABLE, Unfit, identify
from forms.errors import UploadRefused
from forms.pdfs import PdfsBusy
from forms.picture_decoding import MadePicture, PictureBroken, PictureTooLarge
from forms.pictures import PicturesBusy, make_sizes
from forms.reading_apart import ReaderBroken
from forms.schema import FilePicker, FormSchema
from forms.storage import CHUNK_BYTES, FileStore, StoredFile, Variant
from forms.texts import Text
from forms.upload_profiles import KIND_SUFFIXES, MEGABYTE, PICTURES, PROFILES, Profile

MAX_NAME_LENGTH = 120
log = structlog.get_logger(__name__)
_IN_MEMORY_BYTES = 1_000_000
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$", re.ASCII)
_UNFIT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"|?*/\\]')


def profile_of(schema: FormSchema, path: str) -> tuple[Profile, Text]:
    """Return the rule and the label of the file field at a path, with or without indexes.

    Raises: FileRefused: the form has no such field.
    """
    component = schema.find(re.sub(r"\[\d+\]", "", path))
    if not isinstance(component, FilePicker):
        raise UploadRefused("upload_no_field", name=path[:80])
    return component.rule, component.label


def receive(
    store: FileStore, stream: BinaryIO, *, name: str, profile: Profile | str, label: Text | None = None
) -> StoredFile:
    """Check an upload and store it; smaller pictures are made later, by `make_variants`.

    At most 1 MB is held in memory while it is checked, and 16 MB if it is a picture. `label` names the field
    in a refusal.
    Raises: FileRefused: too large, or content that the profile does not take; nothing is stored then.
    """
    rule = PROFILES[profile] if isinstance(profile, str) else profile
    field = label or rule.label
    shown = clean_name(name)
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as held:
        copied: BinaryIO = held  # type: ignore[assignment]
        _copy(stream, copied, rule, shown, field)
        kind = _kind(copied, rule, shown, field)
        copied.seek(0)
        return store.put(copied, name=name_for(shown, kind), content_type=kind)


def make_variants(store: FileStore, key: str, content_type: str, profile: str) -> tuple[Variant, ...]:
    """Store the smaller pictures that a profile asks for and return them: none for what is no picture.

    Raises: FileMissing; PicturesBusy: try again later.
    """
    rule = PROFILES.get(profile)
    sizes = () if rule is None else rule.image_sizes
    if content_type not in PICTURES or not sizes:
        return ()
    with store.open(key) as source:
        try:
            made = make_sizes(source, sizes)
        except (PictureBroken, PictureTooLarge):
            return ()  # the picture itself was taken; it is shown as it is
    return tuple(_keep(store, one) for one in made)


def _copy(stream: BinaryIO, target: BinaryIO, rule: Profile, name: str, field: Text) -> None:
    size = 0
    while chunk := stream.read(CHUNK_BYTES):
        size += len(chunk)
        if size > rule.max_bytes:
            raise UploadRefused(
                "upload_too_large_in", field=field, name=name, maximum=f"{rule.max_bytes / MEGABYTE:g}"
            )
        target.write(chunk)


def _kind(stream: BinaryIO, rule: Profile, name: str, field: Text) -> str:
    try:
        kind = identify(stream)
    except Unfit as unfit:
        raise _refusal(rule, name, field, unfit.described) from None
    except (PicturesBusy, PdfsBusy):
        raise UploadRefused("upload_busy", field=field, name=name) from None
    except ReaderBroken as fault:
        log.exception("upload.no_reader")
        raise UploadRefused("upload_no_reader", field=field, name=name) from fault
    if kind not in rule.kinds:
        kind_name = KIND_SUFFIXES[kind][0].lstrip(".").upper()
        raise _refusal(rule, name, field, Text(f"{kind_name} 文件", f"a {kind_name} file"))
    return kind


def _refusal(rule: Profile, name: str, field: Text, what: Text) -> UploadRefused:
    if what in UNREADABLE:
        return UploadRefused("upload_broken", field=field, name=name, expected=rule.kind_names)
    return UploadRefused("upload_kind", field=field, name=name, found=what, expected=rule.kind_names)


def _keep(store: FileStore, made: MadePicture) -> Variant:
    name = name_for(made.label, made.content_type)
    stored = store.put(io.BytesIO(made.content), name=name, content_type=made.content_type)
    return Variant(made.label, stored.key, stored.size_bytes, made.content_type, made.width, made.height)


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
