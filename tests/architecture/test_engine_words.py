"""The engine knows nothing of approvals: none of their words stands in its code.

What an installation's own extension elements mean is told to the lint by the vocabulary it is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[2] / "engine"
WORDS = re.compile(r"approv|review|opinion|applica(nt|tion form)|reviewer|审批|审核|申请人", re.IGNORECASE)
THE_RULE_ITSELF = "knows nothing of approvals"


def lines_with_words(text: str) -> Iterator[str]:
    yield from (
        line.strip() for line in text.splitlines() if WORDS.search(line) and THE_RULE_ITSELF not in line
    )


@pytest.mark.parametrize("suffix", ["*.py", "*.mako"])
def test_no_word_of_approvals_stands_in_the_engine(suffix: str):
    lines_by_file = {
        str(path.relative_to(ENGINE)): lines
        for path in sorted(ENGINE.rglob(suffix))
        if (lines := list(lines_with_words(path.read_text("utf-8"))))
    }
    assert lines_by_file == {}


def test_such_a_word_is_seen():
    assert list(lines_with_words('x = 1\nREVIEW = {"opinion"}\n')) == ['REVIEW = {"opinion"}']
    assert list(lines_with_words('"""审批结果"""')) == ['"""审批结果"""']
    assert not list(lines_with_words(f"The engine {THE_RULE_ITSELF}."))
