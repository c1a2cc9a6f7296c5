"""One way to write sizes, wherever they stand."""

from __future__ import annotations

import pytest

from workflows.ground.sizes import size_in_words


@pytest.mark.parametrize(
    ("size_bytes", "written"),
    [(0, "0 B"), (999, "999 B"), (1_400, "1.4 kB"), (536_870_912, "537 MB"), (71_964_000_000, "72.0 GB")],
)
def test_a_size_is_written_with_the_unit_that_fits(size_bytes: int, written: str) -> None:
    assert size_in_words(size_bytes) == written
