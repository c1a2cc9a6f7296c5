"""Amplification by documents: pages without an end or a measure, or behind a password; streams that grow."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zlib
from pathlib import Path
from types import ModuleType

import pytest
from pypdf import PdfWriter

from forms import pdf_child, pdfs, picture_child, pictures
from forms.errors import UploadRefused
from forms.reading_apart import BoundReached, ReaderBroken, read_apart
from forms.storage import FileStore
from forms.uploads import receive
from tests.forms.files import PAGE, pdf, pdf_of
from tests.security.test_amplification import flat_png
from workflows.business.pdf_signatures import verification, verification_child

ROOT = Path(__file__).parents[2]
CATALOGUE = "<</Type/Catalog/Pages 2 0 R>>"


def refusal(document: bytes) -> str | None:
    return pdfs.pdf_refusal(io.BytesIO(document))


def with_pages(count: int, claimed: int = 1) -> bytes:
    kids = " ".join(f"{number} 0 R" for number in range(3, 3 + count))
    return pdf_of(CATALOGUE, f"<</Type/Pages/Kids[{kids}]/Count {claimed}>>", *[PAGE] * count)


def deep(levels: int) -> bytes:
    nodes = [f"<</Type/Pages/Kids[{number + 1} 0 R]/Count 1>>" for number in range(2, 2 + levels)]
    return pdf_of(CATALOGUE, *nodes, PAGE)


def one_page(page: str, above: str = "") -> bytes:
    return pdf_of(CATALOGUE, f"<</Type/Pages/Kids[3 0 R]/Count 1{above}>>", f"<</Type/Page{page}>>")


def encrypted(user: str) -> bytes:
    writer, kept = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.encrypt(user, owner_password="of-the-owner", algorithm="AES-256")
    writer.write(kept)
    return kept.getvalue()


def growing() -> bytes:
    """Return a document whose catalogue stands in a stream that is 400 MB when unpacked, and 1 kB packed."""
    stream = zlib.compressobj(9)
    once = b"".join(stream.compress(bytes(1_000_000)) for _ in range(400)) + stream.flush()
    packed = zlib.compress(once, 9)
    head = b"%PDF-1.7\n"
    objects = (
        b"1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n"
        % len(packed)
        + packed
        + b"\nendstream\nendobj\n"
    )
    at = len(head + objects)
    rows = bytes.fromhex("0000000001000900") + b"\x01" + at.to_bytes(2, "big") + b"\0" + b"\x02\0\x01\0"
    table = b"2 0 obj\n<</Type/XRef/Size 4/W[1 2 1]/Root 3 0 R/Length %d>>stream\n" % len(rows)
    return head + objects + table + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(pdf(), None, id="sound"),
        pytest.param(with_pages(500), None, id="as many pages as may be"),
        pytest.param(with_pages(501), "pages", id="one page more, whatever is claimed"),
        pytest.param(with_pages(0, 7), "broken", id="no page, whatever is claimed"),
        pytest.param(deep(3_000), None, id="a deep tree"),
        pytest.param(deep(6_000), "broken", id="a tree too deep"),
        pytest.param(
            pdf_of(CATALOGUE, "<</Type/Pages/Kids[2 0 R]/Count 1>>"), "broken", id="a loop of pages"
        ),
        pytest.param(
            pdf_of(CATALOGUE, f"<</Kids[{'3 0 R ' * 100}]/Count 1>>", PAGE),
            "broken",
            id="one page many times",
        ),
        pytest.param(
            one_page("", "/MediaBox[0 0 99999 10]"), "page_size", id="a page too large, by its parent"
        ),
        pytest.param(one_page("/MediaBox[0 0 595 842]/UserUnit 1000"), "page_size", id="large units"),
        pytest.param(one_page("/MediaBox[0 0 2384 3370]"), None, id="A0"),
        pytest.param(one_page("/MediaBox[0 0(a)]"), "broken", id="a page without a size"),
        pytest.param(pdf_of("[]"), "broken", id="no catalogue"),
        pytest.param(encrypted("of-the-user"), "locked", id="behind a password"),
        pytest.param(encrypted(""), None, id="opens for everybody, but restricted"),
    ],
)
def test_a_document_is_taken_if_people_can_look_at_it(document: bytes, expected: str | None) -> None:
    assert refusal(document) == expected


def test_tables_that_lead_to_each_other_end() -> None:
    looping = pdf_of(CATALOGUE, "<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE, trailer="/Prev 9")
    at = looping.rindex(b"xref\n0 ")
    assert refusal(looping.replace(b"/Prev 9", b"/Prev %d" % at)) in {None, "broken"}


def test_what_unpacks_to_too_much_is_refused() -> None:
    document = growing()
    assert len(document) < 5_000
    assert refusal(document) in {"bomb", "broken"}


@pytest.mark.parametrize(
    ("reader", "sent"), [(pdf_child, pdf()), (picture_child, flat_png(10, 10))], ids=["pdf", "picture"]
)
def test_what_reads_a_strange_file_is_bounded(reader: ModuleType, sent: bytes, tmp_path: Path) -> None:
    """The library has bounds of its own by now, so that a file alone does not show whether ours are there."""
    program = f"import sys, resource, {reader.__name__} as reader; sys.argv.append('[]'); reader._main();"
    program += "print(*map(resource.getrlimit, (resource.RLIMIT_AS, resource.RLIMIT_CPU)), file=sys.stderr)"
    (tmp_path / "sent").write_bytes(sent)
    with (tmp_path / "sent").open("rb") as given:
        done = subprocess.run(
            [sys.executable, "-c", program], stdin=given, capture_output=True, check=True, cwd=ROOT
        )
    memory, seconds = reader.MAX_MEMORY_BYTES, reader.MAX_CPU_SECONDS
    assert done.stderr.decode().strip() == f"{(memory, memory)} {(seconds, seconds)}"


def test_who_runs_into_a_bound_has_read_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    greedy = "from forms.reading_apart import begin; begin(memory_bytes=2**28, cpu_seconds=5); bytes(2**29)"
    (tmp_path / "greedy.py").write_text(greedy)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(ROOT)]))
    with pytest.raises(BoundReached):
        read_apart("greedy", io.BytesIO(), seconds=60)


def test_a_busy_machine_does_not_say_that_a_file_is_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under load an honest scan of a contract was refused as one that is too much to read."""
    assert pdf_child.MAX_CPU_SECONDS < pdfs.MAX_SECONDS
    assert picture_child.MAX_CPU_SECONDS < pictures.MAX_SECONDS
    assert verification_child.MAX_CPU_SECONDS < verification.MAX_SECONDS
    monkeypatch.setattr(pdfs, "MAX_SECONDS", 0.001)
    with pytest.raises(pdfs.PdfsBusy):
        refusal(with_pages(1))


def test_a_reader_that_cannot_begin_is_no_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "pypdf"
    broken.mkdir()
    (broken / "__init__.py").write_text("raise ImportError('No module named pypdf')")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(ROOT)]))
    monkeypatch.setenv("PYTHONSAFEPATH", "1")
    with pytest.raises(ReaderBroken, match="No module named pypdf"):
        refusal(pdf())
    store = FileStore(tmp_path.as_uri())
    with pytest.raises(UploadRefused) as refused:
        receive(store, io.BytesIO(pdf()), name="合同.pdf", profile="pdf")
    assert refused.value.code == "upload_no_reader"
    assert "不是文件的问题" in refused.value.message("zh-CN")


def test_a_refusal_says_what_would_be_right_and_who_waits_too_long_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FileStore(tmp_path.as_uri())

    def told(document: bytes) -> str:
        with pytest.raises(UploadRefused) as refused:
            receive(store, io.BytesIO(document), name="合同.pdf", profile="pdf")
        return refused.value.message("zh-CN")

    assert "超过 500 页的 PDF" in told(with_pages(501))
    assert "需要密码才能打开的 PDF" in told(encrypted("of-the-user"))
    monkeypatch.setattr(pdfs, "WAIT_SECONDS", 0)
    with pdfs._one_at_a_time:
        assert "请稍后重新上传" in told(pdf())
