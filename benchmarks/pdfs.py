"""What it costs to check a PDF in a process of its own: `python -m benchmarks.pdfs`.

CPU time counts: a process that is started waits for a busy machine, but needs the same.
"""

from __future__ import annotations

import io
import resource
import statistics
import time

from forms.pdfs import pdf_refusal
from tests.forms.files import pdf
from tests.security.test_hostile_pdfs import with_pages

REPEATS = 15
DOCUMENTS = {"one page": pdf(), "500 pages": with_pages(500)}


def main() -> None:
    """Print the median for a small and for the longest document, in milliseconds."""
    for name, document in DOCUMENTS.items():
        costs = [cost_of(document) for _ in range(REPEATS)]
        cpu, wall = (statistics.median(times) * 1_000 for times in zip(*costs, strict=True))
        print(f"{name:12} {cpu:6.0f} ms of CPU, {wall:6.0f} ms until the answer")


def cost_of(document: bytes) -> tuple[float, float]:
    """Return CPU seconds of the process, and seconds that the upload waited."""
    before, began = _spent(), time.perf_counter()
    if pdf_refusal(io.BytesIO(document)) is not None:
        raise SystemExit("Expected a sound document, but it was refused.")
    return _spent() - before, time.perf_counter() - began


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
