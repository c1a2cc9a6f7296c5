"""Notice templates: one text file for each language, Jinja in a sandbox, first line the subject.

The file `templates/<name>.<locale>.txt` has the subject or title in its first line, then an empty line, then
the text. SMS use the text only. What stands in `templates/former` belongs to packages now: diagrams of
earlier versions and messages that were kept name it, no new diagram may.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, TemplateNotFound, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from workflows.ground.errors import NotFound
from workflows.ground.messages import Locale

FOLDER = files("workflows.outbox") / "templates"
FORMER = FOLDER / "former"


@dataclass(frozen=True, slots=True)
class RenderedNotice:
    """A rendered notice."""

    subject: str
    body: str


class PackageFolder(BaseLoader):
    """Loads templates out of the package's resources."""

    def get_source(self, _environment: object, template: str) -> tuple[str, str | None, None]:
        """Return the source of one template file."""
        for folder in (FOLDER, FORMER):
            if (folder / template).is_file():
                return (folder / template).read_text("utf-8"), None, None
        raise TemplateNotFound(template)


_environment = ImmutableSandboxedEnvironment(
    loader=PackageFolder(),
    undefined=StrictUndefined,
    autoescape=False,  # plain text; pages escape what they show
    keep_trailing_newline=False,
)


@cache
def names() -> frozenset[str]:
    """Return the names of all delivered templates that a diagram may name."""
    return _names_in(FOLDER)


@cache
def former_names() -> frozenset[str]:
    """Return the names that only earlier versions of packages and kept messages know."""
    return _names_in(FORMER)


def _names_in(folder: Traversable) -> frozenset[str]:
    return frozenset(file.name.split(".")[0] for file in folder.iterdir() if file.name.endswith(".txt"))


@cache
def needs() -> Mapping[str, frozenset[str]]:
    """Return the delivered templates with the parameters that each names, in any language."""
    by_name: dict[str, set[str]] = {name: set() for name in sorted(names())}
    for file in FOLDER.iterdir():
        if file.name.endswith(".txt"):
            parsed = _environment.parse(file.read_text("utf-8"))
            by_name[file.name.split(".")[0]] |= meta.find_undeclared_variables(parsed)
    return MappingProxyType({name: frozenset(parameters) for name, parameters in by_name.items()})


def source(name: str, locale: Locale) -> str:
    """Return a delivered text as it is written, with what will be filled in."""
    return (FOLDER / f"{name}.{locale}.txt").read_text("utf-8")


PACKAGE = "package"
FRAME = "package_notice"
"""The text around what a package says; not one that a job names."""


def of_package(kind: str, name: str) -> str:
    """Return under which name a text is sent that a package brings; its words are parameters."""
    return f"{PACKAGE}.{kind}.{name}"


def package_kind(template: str) -> str | None:
    """Return the kind of a text that a package brought, None for one of the platform."""
    prefix, _, rest = template.partition(".")
    return rest.partition(".")[0] if prefix == PACKAGE else None


def short_name(template: str) -> str:
    """Return what a job calls a text."""
    return template.rpartition(".")[2]


def is_there(template: str) -> bool:
    """Tell whether a text can be sent under this name."""
    return template in names() | former_names() or package_kind(template) is not None


GREETING: Mapping[Locale, str] = MappingProxyType({"zh-CN": "{name}，您好：", "en": "Dear {name},"})
LINK: Mapping[Locale, str] = MappingProxyType({"zh-CN": "查看详情：{url}", "en": "Open it: {url}"})


def letter(template: str, params: Mapping[str, Any], locale: Locale) -> RenderedNotice:
    """Return what a mail says: the text of `template` below a greeting, where `name` says whom it greets.

    The greeting stands here only: in-site messages have none.

    Raises: as `render`.
    """
    text = render(template, params, locale)
    name = " ".join(str(params.get("name") or "").split())
    if not name:
        return text
    return RenderedNotice(text.subject, f"{GREETING[locale].format(name=name)}\n\n{text.body}")


def localized(params: Mapping[str, Any], locale: Locale) -> dict[str, Any]:
    """Return the parameters with those called `<name>_en` in the place of `<name>` where English is read."""
    if locale != "en":
        return dict(params)
    english = {name.removesuffix("_en"): value for name, value in params.items() if name.endswith("_en")}
    return {**params, **{name: value for name, value in english.items() if value}}


def render(template: str, params: Mapping[str, Any], locale: Locale) -> RenderedNotice:
    """Fill `template` with `params`.

    Raises: NotFound: there is no such template; jinja2.UndefinedError: a parameter is missing.
    """
    if not is_there(template):
        raise NotFound("outbox.unknown_template", template=template)
    file = FRAME if package_kind(template) is not None else template
    whole = _environment.get_template(f"{file}.{locale}.txt").render(localized(params, locale))
    subject, _, body = whole.partition("\n")
    # A line break in a subject would let a parameter write mail headers.
    return RenderedNotice(" ".join(subject.split()), body.strip())
