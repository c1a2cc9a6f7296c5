from __future__ import annotations

import io
import stat
import warnings
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.hostile_input import MESSAGES
from engine.package_files import MAX_FILES, MAX_UNPACKED_BYTES, MAX_ZIP_BYTES, ZipRefused, read_zip
from tests.engine.rlimit import run_bounded


def packed(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # doubled names are the point of one test
                archive.writestr(name, content)
    return buffer.getvalue()


def code_of(data: bytes) -> str:
    with pytest.raises(ZipRefused) as caught:
        read_zip(data)
    assert caught.value.message("en").startswith("Expected ")
    assert caught.value.message("zh-CN")
    return caught.value.code


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def test_files_are_read_by_path_and_folders_left_out() -> None:
    data = packed(("process.bpmn", b"<x/>"), ("forms/", b""), ("forms/申请.form", b"{}"))
    assert read_zip(data) == {"process.bpmn": b"<x/>", "forms/申请.form": b"{}"}


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "a/../../x", "C:/x", "a\\..\\x", "./a", "a//b", "a\x01b", "x" * 300]
)
def test_names_that_leave_the_package_are_refused(name: str) -> None:
    assert code_of(packed((name, b""))) == "zip.bad_name"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "zip.not_zip"),
        (b"PK\x05\x06", "zip.not_zip"),
        (packed(("a", b"abc" * 100))[:-30], "zip.not_zip"),
        (packed(("a", b"1"), ("a", b"2")), "zip.duplicate_name"),
        (packed((link("a"), b"/etc/passwd")), "zip.unsupported_entry"),
        (packed(("a", b"1"), method=zipfile.ZIP_BZIP2), "zip.unsupported_entry"),
        (packed(("bomb", b"0" * (MAX_UNPACKED_BYTES + 1))), "zip.unpacks_too_large"),
        (packed(*[(f"b{i}", b"0" * (MAX_UNPACKED_BYTES // 4)) for i in range(5)]), "zip.unpacks_too_large"),
        (packed(*[(f"f{i}", b"") for i in range(MAX_FILES + 1)]), "zip.too_many_files"),
        (packed(*[(f"f{i}", b"") for i in range(MAX_FILES * 20)]), "zip.too_many_files"),
        (b"0" * (MAX_ZIP_BYTES + 1), "zip.too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_could_hurt_is_refused(data: bytes, code: str) -> None:
    assert code_of(data) == code


def test_encrypted_entries_are_refused() -> None:
    data = bytearray(packed(("a", b"1")))
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    assert code_of(bytes(data)) == "zip.unsupported_entry"


def test_a_size_that_lies_is_not_believed() -> None:
    data = bytearray(packed(("a", b"0" * 1000)))
    directory = data.index(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (1).to_bytes(4, "little")
    assert code_of(bytes(data)) == "zip.not_zip"


@given(st.binary(max_size=300), st.integers(0, 400))
def test_damaged_archives_give_the_one_refusal(junk: bytes, position: int) -> None:
    whole = packed(("process.bpmn", b"<x/>" * 50), ("a/b.dmn", b"y"))
    for data in (junk, whole[:position] + junk[:3] + whole[position + 3 :]):
        try:
            read_zip(data)
        except ZipRefused as error:
            code = error.code
        else:
            continue
        assert code in MESSAGES


def test_a_bomb_stays_within_64_megabytes() -> None:
    setup = """
import io, zipfile
from engine.package_files import ZipRefused, read_zip
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
    with archive.open("bomb", "w") as stream:
        for _ in range(1000):
            stream.write(b"0" * 1_000_000)
data = buffer.getvalue()
"""
    code = "try:\n    read_zip(data)\nexcept ZipRefused as error:\n    print(error.code)"
    assert run_bounded(setup, code) == "zip.unpacks_too_large"
