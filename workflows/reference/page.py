"""The reference as a page of documentation in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from workflows.reference import Chapter, ReferenceEntry, chapters

Column = Literal[0, 1]
"""Chinese or English, as texts are kept."""
FILES: dict[str, Column] = {"reference.zh.md": 0, "reference.md": 1}

_INTRODUCTION = (
    """# 流程包参考

流程包中可以使用的词：扩展元素、变量、组、表单属性、通知模板、函数、情形和拒绝代码，各附一例。
作业类型另见[作业类型](jobs.md)，检查程序的代码见[检查](lint.md)。[English](reference.md)

由 `python -m workflows.reference docs` 根据读取这些词的代码生成，测试会核对。
""",
    """# Reference of process packages

The words that a package may use: extension elements, variables, groups, properties of forms, notice texts,
functions, scenarios and codes of refusals, each with an example. Job types have [their own page](jobs.md),
so have the codes of the [lint](lint.md). [中文](reference.zh.md)

Written by `python -m workflows.reference docs`, from the code that reads these words; a test compares.
""",
)
_HEADINGS = (
    ("名称", "必填", "可以写", "未写时", "说明"),
    ("name", "needed", "takes", "without it", "what for"),
)
_YES = ("是", "yes")
_BRACKETS = ("（{}）", " ({})")


def page(language: Column) -> str:
    """Return the page in Chinese (0) or English (1)."""
    contents = "\n".join(f"- [{one.title[language]}](#{one.id})" for one in chapters())
    return "\n".join(
        [_INTRODUCTION[language], contents, *(line for one in chapters() for line in _chapter(one, language))]
    )


def _chapter(chapter: Chapter, language: Column) -> Iterator[str]:
    yield f'\n<a id="{chapter.id}"></a>\n\n## {chapter.title[language]}\n\n{chapter.about[language]}\n'
    if all(not entry.parts and "\n" not in entry.example for entry in chapter.entries):
        yield from _table(chapter, language)
        return
    for entry in chapter.entries:
        yield from _entry(entry, language)


def _table(chapter: Chapter, language: Column) -> Iterator[str]:
    """Yield entries of one line each as rows."""
    yield ("| 名称 | 说明 | 示例 |", "| name | what it is | example |")[language]
    yield "|---|---|---|"
    for entry in chapter.entries:
        place = _BRACKETS[language].format(entry.place[language]) if entry.place[language] else ""
        said = (f"{entry.about[language]}{place}", *(note[language] for note in entry.notes))
        yield f"| `{entry.name}` | {_cell('<br>'.join(said))} | `{_cell(entry.example)}` |"
    yield ""


def _entry(entry: ReferenceEntry, language: Column) -> Iterator[str]:
    yield f"### `{entry.name}`\n"
    yield f"{entry.about[language]}\n"
    if entry.place[language]:
        yield f"{entry.place[language]}\n"
    for note in entry.notes:
        yield f"{note[language]}\n"
    if entry.parts:
        yield f"| {' | '.join(_HEADINGS[language])} |\n|{'---|' * 5}"
        for part in entry.parts:
            needed = _YES[language] if part.needed else ""
            said = map(_cell, (part.takes[language], part.without[language], part.about[language]))
            yield f"| `{part.name}` | {needed} | {' | '.join(said)} |"
        yield ""
    yield f"```{entry.language}\n{entry.example}\n```\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
