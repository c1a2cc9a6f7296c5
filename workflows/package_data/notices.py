"""`notices.yaml` of a package: texts that its steps send, with holes that are FEEL.

    grant_approved:
      kind: verdict
      subject: 补贴已批准：{{ title }}
      subject_en: "Grant approved: {{ title }}"
      body: 您申请的 {{ shown.total }} 元补贴已批准。{{ opinion_line }}
      body_en: Your grant of {{ shown.total }} yuan has been approved.

A text is filled when it is sent, by the version that the case runs on, and kept as it was sent. What fills a
hole cannot lead a reader elsewhere: an address in it is taken apart, and the text itself may hold none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from engine import feel
from workflows.ground.messages import Locale
from workflows.notices.kinds import KINDS, OTHER
from workflows.package_data.findings import Notes
from workflows.package_data.reading import Unreadable, Wrong, YamlValue, read_yaml

FILE = "notices.yaml"
NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "number": ("申请编号", "the number of the case"),
        "title": ("申请名称", "the title of the case"),
        "applicant_name": ("申请人姓名", "the name of who applied"),
        "organisation_name": ("申请单位名称", "the name of the organisation"),
        "opinion": ("最近一次决定的意见，可能为空", "the words of the last decision, which may be empty"),
        "opinion_line": (
            "同一意见，前面带“审核意见：”；没有意见时为空，因此该行可单独成段",
            "the same behind “Opinion: ”, nothing where nobody wrote any: a paragraph of its own may hold it",
        ),
        "remark_lines": (
            "各字段的批注，每条一行，前面带“字段批注：”；没有批注时为空，因此该行可单独成段",
            "what was noted beside fields, a line each below “Remarks on fields:”, nothing where "
            "nobody noted any: a paragraph of its own may hold it",
        ),
        "since": ("最早未办任务的生成时间", "when the oldest open task opened"),
        "shown": ("表单内容，为页面显示的文字", "the values of the form as people read them"),
    }
)
"""What a hole may read beside the variables of the case."""
MOST_TEXTS, MOST_HOLES = 50, 30
LONGEST_SUBJECT, LONGEST_BODY = 200, 4_000
KIND_IDS = frozenset(kind.id for kind in (*KINDS, OTHER))
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
ADDRESS = re.compile(r"://|\bwww\.|(?<![\w.])[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}(?![\w.])", re.ASCII)
"""What mail programs make a link of."""
_HOLE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_FIELDS = ("kind", "subject", "subject_en", "body", "body_en")

Part = str | feel.Expression


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A text in parts, with those of its holes compiled; `subject` and `body` by language."""

    kind: str
    line: int
    subject: Mapping[Locale, tuple[Part, ...]]
    body: Mapping[Locale, tuple[Part, ...]]

    @property
    def expressions(self) -> tuple[feel.Expression, ...]:
        """What stands in the holes, in any language."""
        texts = (*self.subject.values(), *self.body.values())
        return tuple(part for parts in texts for part in parts if not isinstance(part, str))


@dataclass(frozen=True, slots=True)
class NoticeFile:
    """The texts of a package by name, and what is wrong in them."""

    texts: Mapping[str, NoticeText]
    notes: Notes


@lru_cache(maxsize=64)
def read_notices(data: bytes, functions: frozenset[str]) -> NoticeFile:
    """Return the texts that a file holds, as far as they are right; `functions` are those beyond FEEL's."""
    notes = Notes()
    texts: dict[str, NoticeText] = {}
    if data:
        try:
            named = notes.entries(read_yaml(data), ("文件", "the file"))
        except Unreadable as refused:
            return NoticeFile(texts, Notes([refused.wrong]))
        for name, said in named.items():
            text = _Reader(name, notes, functions).text(said)
            if text is not None:
                texts[name] = text
        if len(named) > MOST_TEXTS:
            notes.add(
                1,
                f"最多 {MOST_TEXTS} 个通知，实际为 {len(named)} 个",
                f"it has {len(named)} texts, not {MOST_TEXTS} at most",
            )
    return NoticeFile(MappingProxyType(texts), notes)


class _Reader:
    """Reads one text and notes what is wrong in it."""

    def __init__(self, name: str, notes: Notes, functions: Collection[str]) -> None:
        self.name, self.notes, self.functions = name, notes, functions
        self.what = (f"通知“{name}”", f"the text {name}")

    def text(self, said: YamlValue) -> NoticeText | None:
        members = self.notes.only(said, self.what, _FIELDS)
        if not NAME.fullmatch(self.name):
            self.notes.add(
                said.line,
                f"通知名“{self.name}”只能由小写字母、数字和下划线组成，且以字母开头",
                f"the name {self.name} takes small letters, digits and underscores, a letter first",
            )
            return None
        if not members:
            return None
        kind = self.notes.text(members, "kind", said, self.what, 40)
        if kind and kind not in KIND_IDS:
            self.notes.unknown(
                members["kind"].line, f"没有通知类别“{kind}”", f"{kind} is no kind", kind, KIND_IDS
            )
        return NoticeText(
            kind if kind in KIND_IDS else OTHER.id,
            said.line,
            self._both(members, "subject", said, LONGEST_SUBJECT),
            self._both(members, "body", said, LONGEST_BODY),
        )

    def _both(
        self, members: Mapping[str, YamlValue], name: str, said: YamlValue, limit: int
    ) -> dict[Locale, tuple[Part, ...]]:
        return {
            "zh-CN": self._parts(members, name, said, limit),
            "en": self._parts(members, f"{name}_en", said, limit),
        }

    def _parts(
        self, members: Mapping[str, YamlValue], name: str, said: YamlValue, limit: int
    ) -> tuple[Part, ...]:
        text = self.notes.text(members, name, said, self.what, limit)
        line = members[name].line if name in members else said.line
        made: list[Part] = []
        for number, piece in enumerate(_HOLE.split(text)):
            part = self._hole(name, line, piece.strip()) if number % 2 else self._plain(name, line, piece)
            made.append(part)
        if len(made) > MOST_HOLES * 2:
            self.notes.add(
                line, f"{name} 中的空位应不超过 {MOST_HOLES} 个", f"{name} has more than {MOST_HOLES} holes"
            )
        return tuple(made)

    def _plain(self, name: str, line: int, text: str) -> str:
        if "{{" in text or "}}" in text:
            self.notes.add(
                line,
                f"{self.what[0]}的 {name} 中“{{{{”与“}}}}”应成对出现",
                f"{{{{ and }}}} do not come in pairs in {name} of {self.what[1]}",
            )
        if address := ADDRESS.search(text):
            self.notes.add(
                line,
                f"{self.what[0]}的 {name} 中不能有网址或邮箱（{address[0]}），通知自带办件链接",
                f"{name} of {self.what[1]} holds an address ({address[0]}); the case is linked anyway",
            )
        return text

    def _hole(self, name: str, line: int, text: str) -> Part:
        try:
            return feel.compile_expression(text, names=self.functions)
        except feel.FeelSyntaxError as error:
            self.notes.add(
                line,
                f"{self.what[0]}的 {name} 中“{text}”有误：{error.located_message('zh-CN')}",
                f"“{text}” in {name} of {self.what[1]} is no FEEL: {error.located_message('en')}",
            )
            return ""


def without_addresses(text: str) -> str:
    """Return a text in which mail programs find nothing to make a link of."""
    return ADDRESS.sub(lambda address: address[0].replace(".", "．").replace("://", "：//"), text)


def taken(texts: Mapping[str, NoticeText], platform: Collection[str]) -> Iterator[Wrong]:
    """Yield those texts that have the name of one of the platform."""
    for name in sorted(texts.keys() & set(platform)):
        yield Wrong(
            texts[name].line,
            f"“{name}”是平台通知的名称，请改用其他名称",
            f"{name} is a text of the platform: choose another name",
        )
