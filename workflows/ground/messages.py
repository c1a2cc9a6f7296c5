"""Sentences for people, by code, in zh-CN and English.

A code is "<domain>.<name>"; the sentences of a domain live in the `messages.py` of its folder, on whichever
floor, as `MESSAGES: dict[str, tuple[zh, en]]` keyed by name. Those of the room itself: below, under "room".
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, cast

Locale = Literal["zh-CN", "en"]
LOCALES: tuple[Locale, ...] = ("zh-CN", "en")
DEFAULT_LOCALE: Locale = "zh-CN"

MESSAGES: dict[str, tuple[str, str]] = {
    "not_found": ("未找到所请求的内容。", "What you asked for was not found."),
    "forbidden": ("您无权执行此操作。", "You may not do this."),
    "text_too_long": (
        "“{name}”最多 {most} 个字符，当前为 {found} 个。请缩短后重新提交。",
        "Expected at most {most} characters in “{name}”, but found {found}. Shorten it and send it again.",
    ),
    "name_too_long": (
        "字段名称过长（最多 {most} 个字符）。",
        "Expected names of fields of at most {most} characters.",
    ),
    "open_to_others": (
        "本机其他用户可读取 {path}，且本程序无法更改；请将其所有者改为运行通办的用户，或执行 chmod go-rwx。",
        "Expected that nobody else on this machine can read {path}, but it is open and belongs to somebody "
        "else: make the user who runs Tongban its owner, or run chmod go-rwx on it.",
    ),
    "bad_setting": (
        "配置项 {name} 应为 {expected}，实际为 {found}。",
        "Expected setting {name} to be {expected}, but found {found}.",
    ),
}


def as_locale(text: str | None) -> Locale:
    """Return the supported locale nearest to `text`: everything but English is zh-CN."""
    return "en" if text is not None and text.lower().startswith("en") else DEFAULT_LOCALE


def sentence(code: str, locale: Locale, params: Mapping[str, Any] | None = None) -> str:
    """Return the sentence of `code` in `locale` with its gaps filled.

    A parameter `<name>_en` stands for `<name>` where English is read, as in notices.

    Raises: KeyError: no domain has this code (a programming error, held off by a test).
    """
    domain, _, name = code.partition(".")
    zh, en = catalogue(domain)[name]
    if locale == "zh-CN":
        return zh.format_map(params or {})
    given = dict(params or {})
    return en.format_map(given | {name[:-3]: value for name, value in given.items() if name.endswith("_en")})


@cache
def catalogue(domain: str) -> Mapping[str, tuple[str, str]]:
    """Return the sentences of one domain of this room."""
    if domain == "room":
        return MESSAGES
    return cast("Mapping[str, tuple[str, str]]", import_module(message_modules()[domain]).MESSAGES)


@cache
def message_modules() -> Mapping[str, str]:
    """Return the module with the sentences of each domain, by the domain's folder.

    Found by name, so that a domain's sentences load without the ground floor knowing any domain.
    """
    root = Path(__file__).parents[1]
    return {
        path.parent.name: ".".join((root.name, *path.relative_to(root).with_suffix("").parts))
        for path in root.glob("*/**/messages.py")
        if path.parent.name != "ground"
    }
