"""Macros that several templates of a page import: made once a request, not once an import.

Those that look up nothing of a page, only what all pages have, are made once and for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import repeat
from operator import is_
from typing import Any

from flask import Flask, g, has_app_context
from jinja2 import meta, nodes
from jinja2.environment import TemplateModule
from jinja2.utils import missing

from web.i18n import locale_code
from web.templating import PageCode, PageTemplate, select_options


@dataclass(frozen=True, slots=True)
class MacroSource:
    """One file: what it looks up in its context, and templates it refers to (None: named at run time)."""

    looks_up: frozenset[str]
    refers_to: frozenset[str | None]
    only_defines: bool


@dataclass(frozen=True, slots=True)
class MacroSources:
    """A file with all that it refers to."""

    names: tuple[str, ...]
    only_define: bool


_SOURCES: dict[str, MacroSource] = {}
"""By the text of a template."""


class KeptMacros(PageTemplate):
    """A template that gives its macros anew only if what they look up is something else than before.

    `{% import … with context %}` defines each macro again, and with parts of parts a page imports the same
    file ten times. What they look up is the same for all these: the names that the file and those that it
    imports mention.
    """

    def make_module(
        self,
        vars: dict[str, Any] | None = None,  # the library names it so
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,
    ) -> TemplateModule:
        """Return the macros, those of this request where there are some for the same values."""
        sources = self._sources() if shared and has_app_context() else None
        if sources is None:
            return super().make_module(vars, shared, locals)
        set_here = {name: value for name, value in (locals or {}).items() if value is not missing}
        values = _values({**(vars or {}), **set_here}, sources.names)
        kept: dict[Any, tuple[TemplateModule, list[Any]]] = g.setdefault("kept_macros", {})
        key = (self.name, locale_code(), *map(id, values))
        if key not in kept:
            # with the values: as long as they are kept, no other object has their ids
            lasting = self._lasting(sources, key, values)
            kept[key] = lasting or (super().make_module(vars, shared, locals), values)
        return kept[key][0]

    def _lasting(
        self, sources: MacroSources, key: Any, values: list[Any]
    ) -> tuple[TemplateModule, Any] | None:
        """Return the macros that all requests share, None if what they look up is the page's own."""
        usual = _values(self.environment.globals, sources.names)
        if not sources.only_define or not all(map(is_, usual, values)):
            return None
        lasting: dict[Any, tuple[TemplateModule, Any]] = self.__dict__.setdefault("lasting", {})
        if key not in lasting:
            lasting[key] = super().make_module(), values
        return lasting[key]

    def _sources(self) -> MacroSources | None:
        """Return what is known of this template and those that it refers to, None if some are not known."""
        if "sources" not in self.__dict__:
            self.__dict__["sources"] = self._read_sources()
        known: MacroSources | None = self.__dict__["sources"]
        return known

    def _read_sources(self) -> MacroSources | None:
        to_read, read = [self.name], dict[str, MacroSource]()
        while to_read:
            template = to_read.pop()
            if template is None:
                return None
            if template not in read:
                read[template] = self._read_source(template)
                to_read += read[template].refers_to
        names = frozenset[str]().union(*(one.looks_up for one in read.values()))
        return MacroSources(tuple(sorted(names)), all(one.only_defines for one in read.values()))

    def _read_source(self, template: str) -> MacroSource:
        loader = self.environment.loader
        assert loader is not None
        source = loader.get_source(self.environment, template)[0]
        if source not in _SOURCES:
            bare = self.environment.overlay()
            bare.globals = {}  # what all pages have is looked up, too: a page may give it another meaning
            parsed = self.environment.parse(source)
            parsed.set_environment(bare)
            _SOURCES[source] = MacroSource(
                frozenset(meta.find_undeclared_variables(parsed)),
                frozenset(meta.find_referenced_templates(parsed)),
                all(map(_only_defines, parsed.body)),
            )
        return _SOURCES[source]


def _values(of: Mapping[str, Any], names: tuple[str, ...]) -> list[Any]:
    return list(map(of.get, names, repeat(missing)))


def _only_defines(node: nodes.Node) -> bool:
    """Tell whether a part of a template only defines or imports macros: it calls and shows nothing."""
    if isinstance(node, nodes.Output):
        return all(isinstance(one, nodes.TemplateData) for one in node.nodes)
    return isinstance(node, (nodes.Macro, nodes.Import, nodes.FromImport))


def init_app(app: Flask) -> None:
    """Let the pages of `app` keep the macros that they import."""
    app.jinja_env.template_class = KeptMacros
    app.jinja_env.code_generator_class = PageCode
    app.jinja_env.globals.update(select_options=select_options)
