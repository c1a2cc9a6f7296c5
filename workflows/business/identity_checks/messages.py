"""Sentences of identity checks, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "no_service": (
        "本平台尚未开通实名核验。",
        "Expected an identity service, but this installation has none.",
    ),
    "too_many": (
        "24 小时内最多发起 {most} 次实名核验，请稍后再试。",
        "Expected at most {most} identity checks in 24 hours: try again later.",
    ),
    "not_found": ("未找到该次实名核验。", "Expected an identity check of yours, but there is none."),
    "not_usable": (
        "该次实名核验未通过，或已使用过，请重新核验。",
        "Expected an identity check that was passed and has not been used: begin another one.",
    ),
    "too_old": (
        "该次实名核验通过已超过 24 小时，请重新核验。",
        "Expected an identity check of the last 24 hours: begin another one.",
    ),
    "name_mismatch": ("姓名与证件号码不符", "Name and number do not belong together"),
    "face_mismatch": ("人脸比对未通过", "The face is another one"),
    "card_mismatch": (
        "姓名、证件号码、银行卡号和预留手机号不一致",
        "Name, identity card, bank card and mobile number do not belong together",
    ),
    "no_method": ("请选择核验方式。", "Choose how the identity is checked."),
    "register_mismatch": ("与登记的企业信息不符", "The business register names others"),
    "cancelled": ("本人已取消", "Cancelled by the person"),
    "another_person": (
        "核验结果中的人员、单位、方式或用途与申请不一致",
        "The result is about another person, organisation, way or purpose",
    ),
}
"""Sentence by name."""
