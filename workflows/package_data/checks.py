"""What the lint of a package knows of its data files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.definitions import DataFacts, FileFinding
from workflows.package_data import options
from workflows.package_data.findings import Notes
from workflows.package_data.reading import Wrong


def check_data(files: Mapping[str, bytes], *, taken: frozenset[str]) -> DataFacts:
    """Return what is wrong in the data files of a package; `taken` are names of the platform's own lists."""
    option_file = options.read_options(files.get(options.FILE, b""))
    twice = [
        Wrong(
            None,
            f"“{name}”是平台列表的名称，请改用其他名称",
            f"{name} is a list of the platform: choose another name",
        )
        for name in sorted(option_file.lists.keys() & taken)
    ]
    return _facts([(options.FILE, option_file.notes, twice)])


def _facts(read: Iterable[tuple[str, Notes, list[Wrong]]]) -> DataFacts:
    findings: list[FileFinding] = []
    chinese_only: list[tuple[str, int, str]] = []
    for name, notes, more in read:
        findings += [FileFinding(name, one.line, one.chinese, one.english) for one in (*notes.wrong, *more)]
        chinese_only += [(name, line, words) for line, words in notes.chinese_only]
    return DataFacts(tuple(findings), tuple(chinese_only))
