"""What can come of a check at the sandbox, and the ways in which its notices can go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from forms import Text

Outcome = Literal["passed", "refused", "cancelled", "pending"]


@dataclass(frozen=True, slots=True)
class CheckBehaviour:
    """What a check comes to, and how the client hears of it: (state, after how long) of each notice.

    `method`: the only way of checking of which it comes, "" of every one. `forged`: signed by a stranger.
    `another_person`: somebody else's identity was proved.
    """

    label: Text
    outcome: Outcome
    notices: tuple[tuple[str, timedelta], ...]
    reason: str = ""
    forged: bool = False
    another_person: bool = False
    method: str = ""


NOW = timedelta()
_SOON, _LATE = timedelta(minutes=1), timedelta(minutes=10)
_PASSED, _REFUSED = (("passed", NOW),), (("refused", NOW),)
BEHAVIOURS: Mapping[str, CheckBehaviour] = {
    "good": CheckBehaviour(Text("核验通过，立即通知", "Passed, notice at once"), "passed", _PASSED),
    "late": CheckBehaviour(
        Text("核验通过，迟到 10 分钟通知", "Passed, notice ten minutes late"),
        "passed",
        (("passed", _LATE),),
    ),
    "twice": CheckBehaviour(
        Text("核验通过，重复通知", "Passed, notice twice"), "passed", (("passed", NOW), ("passed", _SOON))
    ),
    "never": CheckBehaviour(Text("核验通过，不发送通知", "Passed, no notice at all"), "passed", ()),
    "mismatch": CheckBehaviour(
        Text("不通过：姓名与证件号码不符", "Refused: name and number do not belong together"),
        "refused",
        _REFUSED,
        "NAME_MISMATCH",
    ),
    "face": CheckBehaviour(
        Text("不通过：人脸比对未通过", "Refused: the face is another one"),
        "refused",
        _REFUSED,
        "FACE_MISMATCH",
        method="face",
    ),
    "card": CheckBehaviour(
        Text("不通过：银行卡四要素不一致", "Refused: the four elements of the bank card differ"),
        "refused",
        _REFUSED,
        "CARD_MISMATCH",
        method="bank_card",
    ),
    "not_legal_person": CheckBehaviour(
        Text("不通过：与登记的企业信息不符", "Refused: the business register names others"),
        "refused",
        _REFUSED,
        "REGISTER_MISMATCH",
    ),
    "cancelled": CheckBehaviour(
        Text("本人取消", "Cancelled by the person"), "cancelled", (("cancelled", NOW),), "CANCELLED"
    ),
    "other_person": CheckBehaviour(
        Text("通知中是另一人的姓名", "The notice names somebody else"),
        "passed",
        _PASSED,
        another_person=True,
    ),
    "forged": CheckBehaviour(
        Text("伪造签名（实际未核验）", "Forged (nobody was checked)"), "pending", _PASSED, forged=True
    ),
    "silent": CheckBehaviour(Text("没有任何结果", "Nothing comes of it"), "pending", ()),
}


def behaviours_of(method: str) -> Mapping[str, CheckBehaviour]:
    """Return what can come of a check that is done in this way, by name."""
    return {name: one for name, one in BEHAVIOURS.items() if one.method in ("", method)}
