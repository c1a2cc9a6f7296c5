"""How templates escape what they show: as the library does, but without an object for each value."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from functools import lru_cache
from itertools import chain
from typing import Any, Self

from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup
from markupsafe import _escape_inner as escaped_text  # type: ignore[attr-defined]

LONG_SELECT = 50


def escaped(value: Any) -> str:
    """Return a value as text that is safe in HTML; what says that it is (`__html__`) stays as it is.

    `markupsafe.escape` makes a `Markup` of each value, so that nobody escapes it twice; templates only join
    what they show.
    """
    kind = type(value)
    if kind is str:
        return escaped_text(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    return value.__html__() if hasattr(value, "__html__") else escaped_text(str(value))


def select_options(choices: Iterable[tuple[str, str]], chosen: str = "") -> Markup:
    """Return the options of a select: value and text of each, the one with the value `chosen` selected.

    Long ones of plain text are kept: lists have selects of 140 regions, some of them several.
    """
    listed = tuple(map(tuple, choices))
    # text that is escaped and text that is not are equal, so only the latter can be looked up by itself
    if len(listed) < LONG_SELECT or set(map(type, chain.from_iterable(listed))) != {str}:
        return _options(listed, chosen)
    return _kept_options(listed, chosen)


def _options(choices: tuple[tuple[str, ...], ...], chosen: str) -> Markup:
    parts = [
        f'<option value="{escaped(value)}"{" selected" if value == chosen else ""}>{escaped(text)}</option>'
        for value, text in choices
    ]
    return Markup("".join(parts))  # noqa: S704  # its parts are escaped


_kept_options = lru_cache(maxsize=64)(_options)


class PageCode(CodeGenerator):
    """Writes the code of templates: what an attribute says is asked of the object itself first."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802  # the library's name
        """Write `node`; the environment is left with what has no such attribute, and looks for an item."""
        self.write("(said if (said := getattr((asked := ")
        self.visit(node.node, frame)
        self.write(
            f"), {node.attr!r}, missing)) is not missing else environment.getattr(asked, {node.attr!r}))"
        )


class PageTemplate(Template):
    """A template whose code escapes by `escaped`."""

    @classmethod
    def _from_namespace(
        cls, environment: Environment, namespace: MutableMapping[str, Any], globals: MutableMapping[str, Any]
    ) -> Self:
        """Return the template of a namespace in which its code was run; the code escapes nothing else."""
        namespace["escape"] = escaped
        return super()._from_namespace(environment, namespace, globals)  # type: ignore[return-value]
