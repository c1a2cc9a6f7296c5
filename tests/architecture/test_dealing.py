"""Long tests begin first in every worker, and none is lost."""

from __future__ import annotations

import pytest

from tests.dealing import dealt


@pytest.mark.parametrize(
    ("items", "workers", "order"),
    [
        ("abCdEfgHi", 3, "CabEdfHgi"),
        ("abCdE", 1, "CEabd"),
        ("abcd", 3, "abcd"),
        ("ABCDe", 2, "ACBDe"),
        ("ABCD", 8, "ABCD"),
        ("", 3, ""),
    ],
)
def test_each_worker_gets_its_share_of_what_takes_long(items: str, workers: int, order: str) -> None:
    assert "".join(dealt(items, workers, str.isupper)) == order
