"""Macros that several templates of a page import: made once a request, not once an import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, g, has_app_context
from jinja2 import meta
from jinja2.environment import TemplateModule

from web.i18n import locale_code
from web.templating import PageTemplate, select_options

_LOOKED_UP: dict[str, tuple[frozenset[str], frozenset[str | None]]] = {}
"""By the source of a template: names that it looks up in its context, and templates that it refers to."""


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
        names = self._names() if shared and has_app_context() else None
        if names is None:
            return super().make_module(vars, shared, locals)
        own, given = locals or {}, vars or {}
        values = [own.get(name, given.get(name)) for name in names]
        kept: dict[Any, tuple[TemplateModule, list[Any]]] = g.setdefault("kept_macros", {})
        key = (self.name, locale_code(), *map(id, values))
        if key not in kept:
            # with the values: as long as they are kept, no other object has their ids
            kept[key] = super().make_module(vars, shared, locals), values
        return kept[key][0]

    def _names(self) -> tuple[str, ...] | None:
        """Return the names that a module of this template looks up, None if nobody can tell."""
        if "looked_up" not in self.__dict__:
            self.__dict__["looked_up"] = self._found_names()
        names: tuple[str, ...] | None = self.__dict__["looked_up"]
        return names

    def _found_names(self) -> tuple[str, ...] | None:
        names: set[str] = set()
        to_read, read = [self.name], set()
        while to_read:
            template = to_read.pop()
            if template is None:
                return None
            if template not in read:
                read.add(template)
                looked_up, others = self._looked_up(template)
                names |= looked_up
                to_read += others
        return tuple(sorted(names))

    def _looked_up(self, template: str) -> tuple[frozenset[str], frozenset[str | None]]:
        loader = self.environment.loader
        assert loader is not None
        source = loader.get_source(self.environment, template)[0]
        if source not in _LOOKED_UP:
            parsed = self.environment.parse(source)
            _LOOKED_UP[source] = (
                frozenset(meta.find_undeclared_variables(parsed)),
                frozenset(meta.find_referenced_templates(parsed)),
            )
        return _LOOKED_UP[source]


def init_app(app: Flask) -> None:
    """Let the pages of `app` keep the macros that they import."""
    app.jinja_env.template_class = KeptMacros
    app.jinja_env.globals.update(select_options=select_options)
