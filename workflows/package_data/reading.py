"""Reads YAML from outside within bounds, with the line of every value.

Only mappings, lists and texts: a value is the text that its author wrote, so `no` and `01` stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import yaml

MAX_BYTES = 200_000
MAX_DEPTH = 8
MAX_VALUES = 20_000

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Builds plain values only; the one in C where there is one, ten times as fast."""


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
    with _told_in_words():
        return _document(_events(_text(data), MAX_DEPTH, _refuse_alias))


def check_bounds(data: bytes, max_depth: int) -> None:
    """Read through a document that may repeat parts of itself by aliases; nothing is built of it.

    Raises: Unreadable: too large or too deep, each part counted wherever it is repeated; or no YAML.
    """
    with _told_in_words():
        repeats = _Repeats()
        for event in _events(_text(data), max_depth, repeats.refuse_unknown):
            repeats.take(event, max_depth)


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _unreadable(
            None,
            f"文件应不超过 {MAX_BYTES} 字节，实际为 {len(data)} 字节",
            f"it has {len(data)} bytes; at most {MAX_BYTES} are read",
        )
    return data.decode("utf-8")


@contextmanager
def _told_in_words() -> Iterator[None]:
    """Raise Unreadable for what is no YAML."""
    try:
        yield
    except UnicodeDecodeError:
        raise _unreadable(None, "文件应以 UTF-8 保存", "it is not saved as UTF-8") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        said = error.problem or "it is no YAML"
        raise _unreadable(line, f"不是有效的 YAML（{said}）", f"it is no YAML: {said}") from None
    except yaml.YAMLError:
        raise _unreadable(None, "含有不可见的控制字符", "it holds signs that cannot be printed") from None


def _refuse_alias(event: yaml.AliasEvent) -> None:
    raise _unreadable(
        _line(event),
        f"不支持引用（*{event.anchor}），请写出完整内容",
        f"*{event.anchor} is an alias: write out what it stands for",
    )


class _Repeats:
    """Counts the values of a document with those that its aliases repeat."""

    def __init__(self) -> None:
        self._count = 0
        self._sizes: dict[str | None, tuple[int, int]] = {}
        """Values and levels of what has an anchor and is complete."""
        self._open: list[tuple[str | None, int, int]] = []
        """What is not complete: its anchor, what was counted before it, the levels that were found in it."""

    def refuse_unknown(self, event: yaml.AliasEvent) -> None:
        if event.anchor not in self._sizes:
            raise _unreadable(
                _line(event),
                f"引用 *{event.anchor} 之前没有完整的 &{event.anchor}",
                f"*{event.anchor} stands before &{event.anchor} is complete",
            )

    def take(self, event: yaml.Event, max_depth: int) -> None:
        if isinstance(event, yaml.CollectionStartEvent):
            self._open.append((event.anchor, self._count, 1))
            self._count += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before, levels = self._open.pop()
            self._sizes[anchor] = (self._count - before, levels)
            self._around(levels)
        elif isinstance(event, yaml.ScalarEvent):
            self._sizes[event.anchor] = (1, 0)
            self._count += 1
        elif isinstance(event, yaml.AliasEvent):
            size, levels = self._sizes[event.anchor]
            self._count += size
            self._around(levels)
        levels = len(self._open) + max((levels - 1 for _, _, levels in self._open[-1:]), default=0)
        if self._count > MAX_VALUES or levels > max_depth:
            raise _too_much(_line(event), max_depth)

    def _around(self, levels: int) -> None:
        """Note how deep what has just been read goes, in what stands around it."""
        if self._open:
            anchor, before, deepest = self._open[-1]
            self._open[-1] = (anchor, before, max(deepest, levels + 1))


def _too_much(line: int, max_depth: int) -> Unreadable:
    return _unreadable(
        line,
        f"嵌套应不超过 {max_depth} 层，内容应不超过 {MAX_VALUES} 项",
        f"it is deeper than {max_depth} levels or has more than {MAX_VALUES} values",
    )


def _events(
    text: str, max_depth: int, check_alias: Callable[[yaml.AliasEvent], None]
) -> Iterator[yaml.Event]:
    """Yield the events of the only document, bounded; nothing is built of what they say."""
    depth = documents = 0
    for count, event in enumerate(yaml.parse(text, Loader=LOADER)):
        line = _line(event)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if isinstance(event, yaml.AliasEvent):
            check_alias(event)
        if depth > max_depth or count > MAX_VALUES * 2:
            raise _too_much(line, max_depth)
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
