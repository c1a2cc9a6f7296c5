"""Reads YAML from outside within bounds, with the line of every value.

Only mappings, lists and texts: a value is the text that its author wrote, so `no` and `01` stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

MAX_BYTES = 200_000
MAX_DEPTH = 8
MAX_VALUES = 20_000

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong at a line, in both languages; the sentence goes on after "Expected …, but"."""

    line: int | None
    chinese: str
    english: str


class Unreadable(Exception):
    """The file cannot be read at all."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.english)
        self.wrong = wrong


@dataclass(slots=True)
class YamlValue:
    """A value at its line: a text, entries by name, or items; none of them where nothing was written."""

    line: int
    text: str | None = None
    entries: dict[str, YamlValue] | None = None
    items: list[YamlValue] | None = None
    _key: tuple[str, int] | None = field(default=None, repr=False)

    @property
    def is_nothing(self) -> bool:
        """Tell whether nothing was written here."""
        return self.text is None and self.entries is None and self.items is None

    def take(self, value: YamlValue) -> None:
        """Add the next key, value or item."""
        if self.items is not None:
            self.items.append(value)
        elif self._key is None:
            if value.text is None:
                raise _unreadable(
                    value.line,
                    "冒号左边应为文字；以“{”开头的文字请加引号",
                    "what stands on the left of a colon is no text; put a text that begins with { in quotes",
                )
            self._key = (value.text, value.line)
        else:
            assert self.entries is not None
            (name, value.line), self._key = self._key, None
            if name in self.entries:
                raise _unreadable(
                    value.line, f"“{name}”出现了两次，请只留一处", f"{name} is there twice: keep one"
                )
            self.entries[name] = value


def read_yaml(data: bytes) -> YamlValue:
    """Return the document. Raises: Unreadable: too large, too deep, with aliases, or no YAML."""
    if len(data) > MAX_BYTES:
        raise _unreadable(
            None,
            f"文件应不超过 {MAX_BYTES} 字节，实际为 {len(data)} 字节",
            f"it has {len(data)} bytes; at most {MAX_BYTES} are read",
        )
    try:
        return _document(_events(data.decode("utf-8")))
    except UnicodeDecodeError:
        raise _unreadable(None, "文件应以 UTF-8 保存", "it is not saved as UTF-8") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        said = error.problem or "it is no YAML"
        raise _unreadable(line, f"不是有效的 YAML（{said}）", f"it is no YAML: {said}") from None
    except yaml.YAMLError:
        raise _unreadable(None, "含有不可见的控制字符", "it holds signs that cannot be printed") from None


def _events(text: str) -> Iterator[yaml.Event]:
    """Yield the events of the only document, bounded; nothing is built of what they say."""
    depth = documents = 0
    for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
        line = _line(event)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if isinstance(event, yaml.AliasEvent):
            raise _unreadable(
                line,
                f"不支持引用（*{event.anchor}），请写出完整内容",
                f"*{event.anchor} is an alias: write out what it stands for",
            )
        if depth > MAX_DEPTH or count > MAX_VALUES * 2:
            raise _unreadable(
                line,
                f"嵌套应不超过 {MAX_DEPTH} 层，内容应不超过 {MAX_VALUES} 项",
                f"it is deeper than {MAX_DEPTH} levels or has more than {MAX_VALUES} values",
            )
        if documents > 1:
            raise _unreadable(line, "应只有一个文档，请删除“---”", "a second document begins: remove the ---")
        yield event


def _line(event: yaml.Event) -> int:
    return 1 if event.start_mark is None else event.start_mark.line + 1


def _document(events: Iterator[yaml.Event]) -> YamlValue:
    document = YamlValue(1, items=[])
    open_nodes = [document]
    for event in events:
        line = _line(event)
        if isinstance(event, yaml.CollectionEndEvent):
            open_nodes.pop()
        elif isinstance(event, yaml.ScalarEvent):
            nothing = event.implicit[0] and event.value in ("", "~", "null")
            open_nodes[-1].take(YamlValue(line, text=None if nothing else event.value))
        elif isinstance(event, yaml.CollectionStartEvent):
            is_mapping = isinstance(event, yaml.MappingStartEvent)
            node = YamlValue(line, entries={} if is_mapping else None, items=None if is_mapping else [])
            open_nodes[-1].take(node)
            open_nodes.append(node)
    assert document.items is not None
    return document.items[0] if document.items else YamlValue(1, entries={})


def _unreadable(line: int | None, chinese: str, english: str) -> Unreadable:
    return Unreadable(Wrong(line, chinese, english))
