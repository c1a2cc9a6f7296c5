"""A small upload costs little, whatever it claims to hold, and what it costs is given back."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import tracemalloc
import zlib
from pathlib import Path

import pytest
from PIL import Image

from forms import FileStore, make_variants, pictures
from forms.contents import MAX_DIRECTORY_BYTES, Unfit, identify
from forms.upload_profiles import PNG

UPLOADS = 6
MEGABYTE = 1024 * 1024


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def flat_png(width: int, height: int) -> bytes:
    """A PNG of one colour, made row by row: 40 megapixels take about 113 kB."""
    packed = zlib.compressobj(9)
    row = b"\0" + b"\x80\x20\x20" * width
    body = b"".join(packed.compress(row) for _ in range(height)) + packed.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


SCRIPT = f"""
import io, sys, resource
from concurrent.futures import ThreadPoolExecutor
from forms import FileStore, receive, pictures
pictures.WAIT_SECONDS = 300
content = open(sys.argv[1], 'rb').read()
store = FileStore('memory://amplification')
def upload(number):
    return receive(store, io.BytesIO(content), name='a.png', profile='licence').size_bytes
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with ThreadPoolExecutor({UPLOADS}) as people:
    assert list(people.map(upload, range({UPLOADS}))) == [len(content)] * {UPLOADS}
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
"""


def test_many_people_upload_forty_megapixels_at_once_and_the_process_stays_small(tmp_path: Path) -> None:
    """Twelve such uploads had left a process with 3 GB."""
    large = tmp_path / "large.png"
    large.write_bytes(flat_png(8000, 5000))
    assert large.stat().st_size < 200_000
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(large)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 40 * MEGABYTE


def test_the_sizes_of_a_large_picture_are_made_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    store = FileStore("memory://apart")
    stored = store.put(io.BytesIO(flat_png(6000, 3000)), name="p.png", content_type=PNG)
    monkeypatch.setattr(pictures, "decode", lambda *_: pytest.fail("decoded in this process"))
    made = make_variants(store, stored.key, PNG, "product_picture")
    assert [(one.label, one.width, one.height) for one in made] == [
        ("large", 1280, 640),
        ("medium", 640, 320),
        ("small", 160, 80),
    ]
    with store.open(made[-1].key) as source, Image.open(source) as shown:
        assert shown.getpixel((5, 5)) == pytest.approx((128, 32, 32), abs=4)


def test_a_progressive_jpeg_counts_with_all_its_pixels() -> None:
    """It cannot be decoded at an eighth of its size: all coefficients are held."""
    target = io.BytesIO()
    Image.new("L", (9000, 7000)).save(target, "JPEG", progressive=True, quality=5)
    with pytest.raises(Unfit) as unfit:
        identify(target)
    assert unfit.value.found == "pixels"
    target = io.BytesIO()
    Image.new("L", (9000, 7000)).save(target, "JPEG", quality=5)
    assert identify(target) == "image/jpeg"


def test_a_picture_that_waits_too_long_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "WAIT_SECONDS", 0.01)
    with pictures._one_at_a_time, pytest.raises(pictures.PicturesBusy):
        pictures.check_picture(io.BytesIO(flat_png(10, 10)))


def test_a_long_directory_of_an_archive_is_never_read() -> None:
    """Each entry of 47 bytes would become an object of half a kilobyte."""
    entry = b"PK\x01\x02" + bytes(24) + struct.pack("<H", 1) + bytes(16) + b"a"
    directory = entry * (MAX_DIRECTORY_BYTES // len(entry) + 1)
    local = b"PK\x03\x04" + bytes(22) + struct.pack("<HH", 1, 0) + b"a"
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0, 0, len(directory), len(local), 0)
    bomb = io.BytesIO(local + directory + end)
    tracemalloc.start()
    try:
        with pytest.raises(Unfit) as unfit:
            identify(bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert unfit.value.found == "bomb"
    assert peak < MEGABYTE
