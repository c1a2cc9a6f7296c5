"""Chinese and English words are found where they stand, whatever else somebody types."""

from __future__ import annotations

import pytest
from sqlalchemy import literal_column, select

from workflows.bootstrap import Platform
from workflows.ground import fulltext

TEXT = "长沙第1机械有限公司 设备更新专项券 QY-2026-000123 Digital Twin’s Ärger"


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("机械", True),
        ("专项券", True),
        ("券", True),
        ("司", True),
        ("设备 机械", True),
        ("设备 服装", False),
        ("备机", False),
        ("000123", True),
        ("qy-2026-0001", True),
        ("DIGIT", True),
        ("igital", False),
        ("ärger", True),
        ("ＱＹ", True),
        ("twin's", True),
        ("'; drop table x; --", False),
        ("\\ ' & | ! <-> :*", False),
        ("", False),
    ],
)
def test_words_are_found_where_they_stand(platform: Platform, question: str, found: bool) -> None:
    with platform.begin() as work:
        stored = select(fulltext.document(TEXT).label("words")).subquery()
        asked = (
            select(literal_column("1")).select_from(stored).where(fulltext.matches(stored.c.words, question))
        )
        assert (work.session.scalar(asked) is not None) is found


def test_a_document_has_each_token_once_and_is_bounded() -> None:
    assert fulltext.tokens("服务券 服务券") == ["服务", "务券", "券"]
    assert len(fulltext.tokens("".join(chr(0x4E00 + n) for n in range(5_000)))) == fulltext.MAX_TOKENS
