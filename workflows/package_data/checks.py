"""What the lint of a package knows of its data files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.definitions import DataFacts, FileFinding, PackageText
from forms import PROFILES
from workflows.package_data import notices, options, uploads
from workflows.package_data.notices import NoticeText


@dataclass(frozen=True, slots=True)
class PlatformNames:
    """What the platform has itself: names of lists and notice texts, and functions beyond FEEL's own."""

    lists: frozenset[str]
    texts: frozenset[str]
    functions: frozenset[str]


def check_data(files: Mapping[str, bytes], platform: PlatformNames) -> DataFacts:
    """Return what is wrong in the data files of a package, and what they hold for its diagrams."""
    lists = options.read_options(files.get(options.FILE, b""))
    said = notices.read_notices(files.get(notices.FILE, b""), platform.functions)
    kept = uploads.read_uploads(files.get(uploads.FILE, b""))
    findings: list[FileFinding] = []
    chinese_only: list[tuple[str, int, str]] = []
    for name, notes, more in (
        (options.FILE, lists.notes, options.taken(lists.lists, platform.lists)),
        (uploads.FILE, kept.notes, uploads.taken(kept.profiles, PROFILES)),
        (notices.FILE, said.notes, notices.taken(said.texts, platform.texts)),
    ):
        mistakes = (*notes.wrong, *more)
        findings += [FileFinding(name, one.line, one.chinese, one.english) for one in mistakes]
        chinese_only += [(name, line, words) for line, words in notes.chinese_only]
    for_forms = {(options.FILE, name): line for name, line in lists.lines.items()}
    for_forms |= {(uploads.FILE, name): line for name, line in kept.lines.items()}
    return DataFacts(tuple(findings), tuple(chinese_only), _texts(said.texts), for_forms)


def _texts(texts: Mapping[str, NoticeText]) -> dict[str, PackageText]:
    return {
        name: PackageText(notices.FILE, text.line, text.expressions, frozenset(notices.NAMES), "shown")
        for name, text in texts.items()
    }
