"""Content decides, names do not; what is refused leaves nothing behind."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from forms import (
    FileMissing,
    FileStore,
    UploadRefused,
    Variant,
    clean_name,
    make_variants,
    parse_schema,
    profile_of,
    receive,
)
from forms.contents import UNREADABLE, Unfit, identify
from forms.upload_profiles import PROFILES
from tests.forms import files


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(str(tmp_path / "store"))


def variants(store: FileStore, content: io.BytesIO) -> tuple[Variant, ...]:
    stored = receive(store, content, name="p", profile="product_picture")
    return make_variants(store, stored.key, stored.content_type, "product_picture")


HONEST = {
    "image/png": files.picture("PNG"),
    "image/jpeg": files.picture("JPEG"),
    "image/bmp": files.picture("BMP"),
    "application/pdf": files.pdf(),
    "application/zip": files.archive({"a.txt": b"a"}),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": files.office(files.DOCX),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": files.office(files.PPTX),
    "application/msword": files.compound("WordDocument"),
    "application/vnd.ms-powerpoint": files.compound("PowerPoint Document"),
    "video/mp4": files.film(),
}


@pytest.mark.parametrize("kind", HONEST)
def test_every_kind_is_known_by_its_content(kind: str, store: FileStore) -> None:
    content = HONEST[kind]
    assert identify(io.BytesIO(content)) == kind
    stored = receive(store, io.BytesIO(content), name="材料.bin", profile="case_document")
    assert (stored.content_type, stored.size_bytes) == (kind, len(content))
    assert b"".join(store.chunks(stored.key)) == content
    assert stored.name.startswith("材料.")
    assert not stored.name.endswith(".bin")


def bomb() -> bytes:
    return files.archive({f"{n}.txt": b"\0" * 30_000_000 for n in range(2)})


def overlapping() -> bytes:
    """Two directory entries for the same bytes."""
    whole = files.archive({"a.txt": b"a" * 1000}, zipfile.ZIP_STORED)
    at = whole.index(b"PK\x01\x02")
    entry, end = whole[at : whole.index(b"PK\x05\x06")], bytearray(whole[whole.index(b"PK\x05\x06") :])
    struct.pack_into("<HHI", end, 8, 2, 2, 2 * len(entry))
    return whole[:at] + entry * 2 + bytes(end)


def huge_png() -> bytes:
    """A PNG that claims 60,000 × 60,000 pixels."""
    import zlib

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


CONNECTED = {"xl/_rels/workbook.xml.rels": files.relations("connections", "connections.xml", "Internal")}
HOSTILE = {
    "a program": (files.program(), "exe"),
    "a script": (b"#!/bin/sh\nrm -rf /\n", "exe"),
    "a page": (b"<html><script>alert(1)</script>", "text"),
    "an SVG": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "text"),
    "nothing": (b"", "empty"),
    "noise": (bytes(range(256)), "unknown"),
    "a cut picture": (files.picture("JPEG", (600, 600))[:900], "broken"),
    "only a picture's head": (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "broken"),
    "a picture and an archive": (files.picture("PNG") + files.archive({"a.txt": b"a"}), "polyglot"),
    "a PDF and an archive": (files.pdf() + files.archive({"a.txt": b"a"}) + files.pdf(), "polyglot"),
    "a film and a PDF": (files.box(b"ftyp", b"isom\0\0\0\1isom%PDF-1.7") + files.film()[24:], "polyglot"),
    "a cut PDF": (files.pdf()[:-8], "broken"),
    "a bomb": (bomb(), "bomb"),
    "an overlapping archive": (overlapping(), "bomb"),
    "a picture of 3.6 gigapixels": (huge_png(), "pixels"),
    "an archive that climbs": (files.archive({"../../etc/passwd": b"x"}), "unsafe_archive"),
    "an archive with a drive": (files.archive({"c:/x": b"x"}), "unsafe_archive"),
    "a drawing": (files.office("visio.drawing.main+xml"), "office"),
    "a spreadsheet that asks elsewhere": (files.office(files.XLSX, CONNECTED), "active"),
    "macros": (files.office("wordprocessingml.document.main+xml vbaProject"), "active"),
    "a film of two hours": (files.film(7200), "long_film"),
    "a spreadsheet of old": (files.compound("Workbook"), "office"),
    "a damaged compound file": (files.compound("WordDocument")[:600], "broken"),
    "a film without a film": (files.box(b"ftyp", b"isom\0\0\0\1isom") + files.box(b"free", b"x"), "broken"),
    "a film with false sizes": (files.film()[:-3], "broken"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_not_sound_is_refused_and_nothing_is_stored(
    what: str, store: FileStore, tmp_path: Path
) -> None:
    content, kind = HOSTILE[what]
    with pytest.raises(Unfit) as unfit:
        identify(io.BytesIO(content))
    assert unfit.value.found == kind
    with pytest.raises(UploadRefused) as refused:
        receive(store, io.BytesIO(content), name="photo.png", profile="case_document")
    assert "photo.png" in refused.value.message("zh-CN")
    unreadable = unfit.value.described in UNREADABLE
    told = "cannot be read" if unreadable else unfit.value.described.en
    assert told in refused.value.message("en")
    assert ("无法识别，请上传" in refused.value.message("zh-CN")) == unreadable
    assert not [path for path in (tmp_path / "store").rglob("*") if path.is_file()]


def test_a_refusal_names_the_field_what_was_found_and_what_would_be_right(store: FileStore) -> None:
    schema = parse_schema(
        {
            "id": "f",
            "components": [
                {"type": "filepicker", "key": "licence", "label": "营业执照",
                 "properties": {"upload": "licence", "label_en": "Licence"}}
            ],
        }
    )  # fmt: skip
    profile, label = profile_of(schema, "licence")
    with pytest.raises(UploadRefused) as refused:
        receive(store, io.BytesIO(files.program()), name="执照.png", profile=profile, label=label)
    assert (
        refused.value.message("zh-CN")
        == "“营业执照”：文件“执照.png”的内容是可执行程序，请上传 JPG 或 PNG 图片。"
    )
    assert (
        refused.value.message("en") == "Licence: expected a JPG or PNG picture, but “执照.png” is a program."
    )
    with pytest.raises(UploadRefused, match="a PDF file"):
        receive(store, io.BytesIO(files.pdf()), name="执照.png", profile=profile, label=label)
    with pytest.raises(UploadRefused, match="file field"):
        profile_of(schema, "nothing")


@pytest.mark.parametrize(
    ("profile", "megabytes"),
    [("licence", 10), ("expert_photo", 2), ("product_picture", 2), ("case_document", 100)],
)
def test_the_limits_are_those_of_the_requirements(profile: str, megabytes: int) -> None:
    assert PROFILES[profile].max_bytes == megabytes * 1024 * 1024


def test_one_byte_too_many_is_refused_before_anything_is_stored(store: FileStore, tmp_path: Path) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"\xff" * size

    source = Endless()
    with pytest.raises(UploadRefused) as refused:
        receive(store, source, name="a.jpg", profile="licence")  # type: ignore[arg-type]
    assert "10 MB" in refused.value.message("zh-CN")
    assert source.given <= 10 * 1024 * 1024 + 2 * 262_144
    assert not list(tmp_path.rglob("*.jpg"))


def test_a_product_picture_is_kept_in_three_sizes_upright_and_without_metadata(store: FileStore) -> None:
    target = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90°
    exif[0x010E] = "secret place"
    Image.new("RGB", (2000, 1000), "red").save(target, "JPEG", exif=exif)
    target.seek(0)
    made = variants(store, target)
    assert [(v.label, v.width, v.height) for v in made] == [
        ("large", 640, 1280),
        ("medium", 320, 640),
        ("small", 80, 160),
    ]
    for variant in made:
        with store.open(variant.key) as source:
            content = source.read()
        assert b"secret" not in content
        with Image.open(io.BytesIO(content)) as shown:
            assert (shown.width, shown.height) == (variant.width, variant.height)


def test_transparent_and_small_pictures_stay_so(store: FileStore) -> None:
    made = variants(store, io.BytesIO(files.picture("PNG", (90, 30), "RGBA")))
    assert {(v.content_type, v.width) for v in made} == {("image/png", 90)}


def test_a_large_file_is_never_held_in_memory() -> None:
    """80 MB go through a process that may have only 40 MB more than it has after its imports."""
    if not hasattr(os, "fork"):
        pytest.skip("needs POSIX resource limits")
    script = """
import io, resource, sys, zipfile
from forms import FileStore, receive
path = sys.argv[1]
with zipfile.ZipFile(path + '/big.zip', 'w', zipfile.ZIP_STORED) as made:
    with made.open('a.bin', 'w') as target:
        for _ in range(80):
            target.write(b'x' * 1_000_000)
with open('/proc/self/statm') as statm:
    now = int(statm.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (now + 40_000_000, now + 40_000_000))
with open(path + '/big.zip', 'rb') as source:
    stored = receive(FileStore(path + '/store'), source, name='big.zip', profile='case_document')
assert stored.size_bytes > 80_000_000
"""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", script, folder],
            check=False,
            capture_output=True,
            text=True,
            cwd=Path.cwd(),
        )
    assert done.returncode == 0, done.stderr


def test_keys_are_random_and_nothing_else_is_a_key(store: FileStore) -> None:
    first, second = (store.put(io.BytesIO(b"same"), name="a", content_type="x") for _ in range(2))
    assert first.key != second.key
    assert first.sha256 == second.sha256
    for key in ("../../etc/passwd", "/etc/passwd", "", first.key + "/..", first.key.upper() + "x"):
        with pytest.raises(FileMissing), store.open(key):
            pass
        assert not store.exists(key)
    store.delete(first.key)
    assert not store.exists(first.key)
    with pytest.raises(FileMissing), store.open(first.key):
        pass


def test_any_filesystem_of_fsspec_will_do() -> None:
    store = FileStore("memory://uploads")
    stored = receive(store, io.BytesIO(files.pdf()), name="a.pdf", profile="scan")
    with store.open(stored.key) as source:
        assert source.read() == files.pdf()
    with pytest.raises(UploadRefused):
        store.put(io.BytesIO(b"12345"), name="a", content_type="x", max_bytes=4)
    store.delete(stored.key)


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("C:\\Users\\me\\执照.png", "执照.png"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.png", "aSet-Cookie_ x.png"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ('<img src="x">.png', "_img src=_x__.png"),
        ("", "file"),
        ("...", "file"),
        ("长" * 300 + ".jpeg", "长" * 115 + ".jpeg"),
    ],
)
def test_names_lose_what_could_mislead(given: str, cleaned: str) -> None:
    assert clean_name(given) == cleaned
