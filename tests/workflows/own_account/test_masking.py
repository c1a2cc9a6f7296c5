from __future__ import annotations

import pytest

from workflows.own_account.masking import Masking

OWN = ("+8613800138000", "Li@lantian.example.cn")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请致电 13900139000 联系", "请致电 ***9000 联系"),
        ("+86 139-0013-9000", "***9000"),
        ("8613900139000", "***9000"),
        ("卡号 6222 0212 3456 7890 123。", "卡号 ***0123。"),
        ("身份证 43010119900307123X", "身份证 ***123X"),
        ("wang@other.example.cn", "w***@other.example.cn"),
        ("本人 13800138000、+86 13800138000", "本人 13800138000、+86 13800138000"),
        ("li@LANTIAN.example.cn", "li@LANTIAN.example.cn"),
        ("订单 DD20261130000123，2026-11-30 10:00", "订单 DD20261130000123，2026-11-30 10:00"),
        ("91430100MA4000001X", "91430100MA4000001X"),
        ("0192f0aa-1234-7abc-8def-012345678901", "0192f0aa-1234-7abc-8def-012345678901"),
    ],
)
def test_what_is_not_the_own_is_masked(text: str, masked: str) -> None:
    assert Masking(OWN).text(text) == masked


def test_texts_are_masked_wherever_they_stand() -> None:
    value = {"a": ["13900139000", {"b": "x@y.example.cn"}], "n": 7, "none": None}
    assert Masking(OWN).value(value) == {"a": ["***9000", {"b": "x***@y.example.cn"}], "n": 7, "none": None}
