"""Sentences of certificates, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "not_found": ("未找到该证书。", "Expected a certificate, but there is none."),
    "has_one": (
        "该单位已有有效证书。",
        "Expected an organisation without a certificate, but it has one.",
    ),
    "cannot_sign": (
        "该证书已吊销、已过期，或其密钥无法读取，不能用于签署。",
        "Expected a certificate that can sign, but it is revoked, has run out, or its key cannot be read.",
    ),
}
"""Sentence by name."""
