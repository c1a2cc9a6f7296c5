"""What the properties of a component may say beyond form-js: for readers, lint and reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Takes = Literal["text", "feel", "number", "rules", "upload", "field", "word"]
Audience = Literal["public", "members", "reviewers"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
"""Who may read an answer once it was approved, from the widest to the narrowest."""
_FIELD = ("textfield",)
_CHOICES = ("checklist", "taglist", "filepicker", "dynamiclist")


@dataclass(frozen=True, slots=True)
class Property:
    """One property: what it does (Chinese, English), what it takes, and an example with what belongs to it.

    `on`: the types of components that read it; `each`: written with a point and what it is about behind it
    (`option_en.yes`).
    """

    about: tuple[str, str]
    takes: Takes
    example: Mapping[str, str]
    on: tuple[str, ...] = _FIELD
    each: bool = False


def _english(of: tuple[str, str], name: str, said: str, *on: str) -> Property:
    return Property((f"{of[0]}的英文", f"the {of[1]} in English"), "text", {name: said}, on or _FIELD)


_ENGLISH = {
    "label_en": _english(("标签", "label"), "label_en", "Amount"),
    "description_en": _english(("说明", "description"), "description_en", "In ten thousand yuan"),
    "prefix_en": _english(("前缀", "text before the box"), "prefix_en", "about"),
    "suffix_en": _english(("后缀", "text behind the box"), "suffix_en", "days"),
    "date_label_en": _english(("日期标签", "label of a date"), "date_label_en", "Begins", "datetime"),
    "time_label_en": _english(("时间标签", "label of a time"), "time_label_en", "At", "datetime"),
    "text_en": _english(("文字", "text"), "text_en", "Please read this first.", "text"),
    "content_en": _english(("HTML 内容", "HTML"), "content_en", "<p>Please read this first.</p>", "html"),
    "alt_en": _english(("图片说明", "description of a picture"), "alt_en", "A map", "image"),
    "source_en": _english(("图片地址", "address of a picture"), "source_en", "/static/map-en.png", "image"),
    "option_en": Property(
        ("选项的英文", "the label of an option in English"),
        "text",
        {"option_en.yes": "Yes", "option_en.no": "No"},
        ("radio", "select", "checklist", "taglist"),
        each=True,
    ),
    "column_en": Property(
        ("表格列的英文", "the heading of a column in English"),
        "text",
        {"column_en.name": "Name"},
        ("table",),
        each=True,
    ),
    "message_en": _english(("message", "`message`"), "message_en", "Expected at least 1."),
    "warning_en": _english(("warning", "`warning`"), "warning_en", "That is a lot."),
    "pattern_message_en": _english(
        ("pattern_message", "`pattern_message`"), "pattern_message_en", "Expected A1."
    ),
    "placeholder_en": _english(("placeholder", "`placeholder`"), "placeholder_en", "As on the licence"),
}

_CHECKS = {
    "validate": Property(
        ("已登记的校验规则，逗号分隔", "rules that are registered, separated by commas"),
        "rules",
        {"validate": "mobile_cn"},
    ),
    "validate_feel": Property(
        (
            "值应满足的条件；可用 `value` 和 `today`，用于列表时 `value` 为整个列表",
            "what the value must meet; it may read `value` and `today`, on a list `value` is all of it",
        ),
        "feel",
        {"validate_feel": ">= 1", "message": "应不小于 1。", "message_en": "Expected at least 1."},
        ("number", "textfield", "dynamiclist"),
    ),
    "message": Property(
        ("不满足 `validate_feel` 时的提示", "what is said where `validate_feel` is not met"),
        "text",
        {"validate_feel": ">= 1", "message": "应不小于 1。", "message_en": "Expected at least 1."},
        ("number", "textfield", "dynamiclist"),
    ),
    "required_feel": Property(
        ("结果为 true 时必填", "the field is needed when this is true"),
        "feel",
        {"required_feel": 'today > "2026-01-01"'},
    ),
    "warn_if": Property(
        (
            "结果为 true 时，在值旁显示 `warning`，填写和审核的人都能看到，不阻止提交",
            "when this is true `warning` stands beside the value, for who fills in and who reads; it "
            "refuses nothing",
        ),
        "feel",
        {"warn_if": "value > 100", "warning": "数额较大。", "warning_en": "That is a lot."},
        ("number", "textfield"),
    ),
    "warning": Property(
        ("`warn_if` 的提示", "what is said where `warn_if` is true"),
        "text",
        {"warn_if": "value > 100", "warning": "数额较大。", "warning_en": "That is a lot."},
        ("number", "textfield"),
    ),
    "pattern_message": Property(
        ("不符合 `pattern` 时的提示", "what is said where the pattern does not match"),
        "text",
        {"pattern_message": "应如 A1。", "pattern_message_en": "Expected A1."},
    ),
    **{
        name: Property(about, "number", {name: said}, _CHOICES)
        for name, about, said in (
            ("min_items", ("至少几项", "the fewest entries, choices or files"), "1"),
            ("max_items", ("至多几项", "the most entries, choices or files"), "3"),
            ("min", ("同 `min_items`", "the same as `min_items`"), "1"),
            ("max", ("同 `max_items`", "the same as `max_items`"), "3"),
        )
    },
}

_SHOWN = {
    "shown_to": Property(
        (
            "批准后谁能看到该值：`public` 公开展示、`members` 仅会员（登录用户）可见、"
            "`reviewers` 仅审核人员可见（默认）；填写时在字段旁标明",
            "who may read the value once it was approved: `public` everybody, `members` who is signed in, "
            "`reviewers` nobody else (as without it); the form says so beside the field",
        ),
        "word",
        {"shown_to": "public"},
    ),
    "upload": Property(
        ("附件的内容类型，见“附件类型”", "which content a file may have; see the kinds of uploads"),
        "upload",
        {"upload": "scan"},
        ("filepicker",),
    ),
    "proved_by": Property(
        (
            "证明该值的附件字段；看表单的人可以并排打开附件",
            "the key of a field with files: whoever reads the form opens them beside this value",
        ),
        "field",
        {"proved_by": "licence"},
    ),
    "placeholder": Property(
        ("输入框中的提示", "a hint inside the empty box"), "text", {"placeholder": "与执照一致"}
    ),
    "autocomplete": Property(
        ("浏览器自动填写的类别（HTML）", "what a browser may fill in by itself (HTML)"),
        "word",
        {"autocomplete": "tel"},
    ),
    "grouping": Property(
        ("`none`：数字不加千位分隔符（如年份）", "`none`: no separators of thousands, for a year"),
        "word",
        {"grouping": "none"},
        ("number",),
    ),
}

PROPERTIES: Mapping[str, Property] = {**_CHECKS, **_SHOWN, **_ENGLISH}
"""Every property that is read, by name."""


def is_read(name: str) -> bool:
    """Whether anything reads a property of this name."""
    stem, point, rest = name.partition(".")
    return stem in PROPERTIES and bool(rest) == bool(point) == PROPERTIES[stem].each
