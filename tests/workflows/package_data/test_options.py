"""Lists that a package brings: what is read, and what is refused with its line and what would be right."""

from __future__ import annotations

import pytest

from workflows.package_data.options import read_options
from workflows.package_data.reading import MAX_BYTES, MAX_DEPTH, MAX_VALUES

GOOD = "kinds:\n  - {value: no, label: 否, label_en: No}\n  - {value: 01, label: 一月}\n"


def said(text: str | bytes) -> list[tuple[int | None, str]]:
    data = text.encode() if isinstance(text, str) else text
    notes = read_options(data).notes
    assert all(one.chinese for one in notes.wrong)
    return [(one.line, one.english) for one in notes.wrong]


def test_a_value_is_what_its_author_wrote() -> None:
    file = read_options(GOOD.encode())
    assert [(one.value, one.label.zh, one.label.en) for one in file.lists["kinds"]] == [
        ("no", "否", "No"),
        ("01", "一月", ""),
    ]
    assert file.notes.wrong == []
    assert file.notes.chinese_only == [(3, "一月")]


def test_a_package_without_the_file_has_no_lists() -> None:
    assert not read_options(b"").lists


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("kinds:\n  - {value: a, lable: A}\n", 2, "an option of kinds has no lable (did you mean label?)"),
        ("kinds:\n  - {value: a}\n", 2, "an option of kinds has no label"),
        ("kinds:\n  - a\n", 2, "an option of kinds is not written as names with contents"),
        (
            "kinds:\n  - {value: a, label: A}\n  - {value: a, label: B}\n",
            3,
            "the value a is in the list kinds twice",
        ),
        ("a:\n  - {value: a, label: A}\n类别: []\n", 3, "the name 类别 of a list takes letters"),
        ("kinds:\n", 1, "the list kinds has not 1 to 2000 options"),
        ("kinds: []\nkinds: []\n", 2, "kinds is there twice: keep one"),
        ("- a\n", 1, "the file is not written as names with contents"),
        ("a: &all [1]\nb: *all\n", 2, "*all is an alias: write out what it stands for"),
        ("kinds: [\n", 2, "it is no YAML"),
        ("a: 1\n---\nb: 1\n", 2, "a second document begins"),
        ("{a: 1}: 2\n", 1, "what stands on the left of a colon is no text"),
        (b"a: \xff\n", None, "it is not saved as UTF-8"),
        (b"a: \x00\n", None, "signs that cannot be printed"),
        (
            f"kinds:\n  - {{value: {'a' * 101}, label: A}}\n",
            2,
            "value of an option of kinds has 101 characters",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str | bytes, line: int | None, sentence: str) -> None:
    problems = said(text)
    assert problems[0][0] == line
    assert sentence in problems[0][1]


@pytest.mark.parametrize(
    "hostile",
    [
        b"a: " + b"[" * (MAX_DEPTH + 5) + b"]" * (MAX_DEPTH + 5),
        b"[" * 100_000,
        b"- a\n" * (MAX_VALUES * 2 + 1),
        b"#" * (MAX_BYTES + 1),
        b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        b"a: !!python/object/apply:os.system [ls]\n",
    ],
)
def test_what_could_do_harm_is_refused(hostile: bytes) -> None:
    file = read_options(hostile)
    assert file.notes.wrong
    assert not any(file.lists.values())
