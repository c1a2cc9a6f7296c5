"""Sentences of seals, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "invalid": ("请更正标出的内容。", "Please correct what is marked."),
    "not_yours": (
        "只有本单位法定代表人、经办人和获得“签章”权限的成员可以办理。",
        "Expected somebody who binds the organisation, or a member with the menu “Seal”.",
    ),
    "only_who_proved": (
        "只有法定代表人可以吊销该签章；以经办人身份核验制作的签章，经办人也可以吊销。",
        "Expected the legal person, or the agent whose identity the seal stands for: only they revoke it.",
    ),
    "not_found": ("未找到该签章。", "Expected a seal of yours, but there is none."),
    "has_one": (
        "本单位已有有效签章；如需更换，请先吊销。",
        "Expected an organisation without a seal, but it has one: revoke that one first.",
    ),
    "not_in_use": ("该签章已停用。", "Expected a seal in use, but it is not any more."),
    "nobody_like_this": (
        "请选择由谁进行实名核验。",
        "Choose whose identity is checked.",
    ),
    "reason": (
        "请填写吊销原因，最多 {most} 个字符。",
        "Expected a reason of at most {most} characters.",
    ),
    "no_picture": (
        "请上传 2 MB 以内的 JPG 或 PNG 图片；该文件不是图片，或像素过多。",
        "Expected a JPEG or PNG of at most 2 MB, but this is no picture, or has too many pixels.",
    ),
    "no_seal_seen": (
        "图片中未识别到印章。请上传白底红章、印章清晰完整的图片。",
        "Expected a picture of a coloured seal on white paper, but none can be seen.",
    ),
    "person_gone": (
        "实名核验的人员已不再代表本单位，请重新核验。",
        "Expected a check of who acts for the organisation now, but it was somebody else's: begin another.",
    ),
    "agent_ended": ("经办人已终止", "The agent whose identity it stood for is ended"),
    "organisation_closed": ("单位认证已失效", "The organisation is no longer certified"),
    "renamed": ("单位名称已变更", "The organisation is called otherwise now"),
}
"""Sentence by name."""
