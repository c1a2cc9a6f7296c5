"""What texts that are put together begin with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from engine.feel.syntax import Arithmetic, Constant


def beginnings(tree: Any) -> Iterator[str]:
    """Yield the texts that something is appended to, as in `"window:" + region`."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Arithmetic) and isinstance(node.first, Constant):
            yield from [node.first.value] if isinstance(node.first.value, str) else []
        elif isinstance(node, tuple):
            stack.extend(node)
        elif is_dataclass(node):
            stack.extend(getattr(node, field.name) for field in fields(node))
