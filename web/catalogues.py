"""Keep the .po catalogues in step with the texts in code and templates: what `tongban texts` runs.

A text belongs to the catalogue of the place (folder of `web/`) in which it first stands; what stands directly
in `web/` or in the shared templates belongs to `common`.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from web.i18n import CATALOGUES, DEFAULT_LOCALE

WEB = Path(__file__).parent
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "_n": (1, 2),
    "pgettext": ((1, "c"), 2),
}
OPTIONS = {"**.html": {"trimmed": "true", "newstyle_gettext": "true", "extensions": "jinja2.ext.do"}}


def place_of(path: Path) -> str:
    """Return the catalogue's name for a file below `web/`, given relative to it."""
    first = path.parts[0]
    return "common" if len(path.parts) == 1 or first in {"templates", "static"} else first


def extracted() -> dict[str, Catalog]:
    """Return every text of the room, by place."""
    catalogues: dict[str, Catalog] = {}
    identities: set[object] = set()
    messages = extract_from_dir(str(WEB), METHODS, OPTIONS, keywords=KEYWORDS)
    by_place = sorted(
        ((Path(name), line, message, context) for name, line, message, _comments, context in messages),
        key=lambda text: (place_of(text[0]) != "common", place_of(text[0]), str(text[0]), text[1]),
    )
    for path, _line, message, context in by_place:
        identity = (message if isinstance(message, str) else message[0], context)
        if identity in identities:
            continue
        identities.add(identity)
        place = place_of(path)
        catalogue = catalogues.setdefault(place, Catalog(locale=DEFAULT_LOCALE))
        catalogue.add(message, context=context, locations=[(str(path), 0)])
    return catalogues


def translations(locale: str = DEFAULT_LOCALE) -> Catalog:
    """Return all translations of `locale` in one catalogue."""
    merged = Catalog(locale=locale)
    for path in sorted((CATALOGUES / locale).glob("*.po")):
        with path.open("rb") as source:
            for message in read_po(source, locale=locale):
                if message.id:
                    merged[message.id if isinstance(message.id, str) else message.id[0]] = message
    return merged


def missing(locale: str = DEFAULT_LOCALE) -> list[str]:
    """Return the texts that `locale` lacks or holds only as a guess, as `place: text`."""
    known = translations(locale)
    lacking = []
    for place, catalogue in extracted().items():
        for message in catalogue:
            key = message.id if isinstance(message.id, str) else message.id[0]
            if not key:
                continue
            translated = known.get(key, message.context)
            if translated is None or translated.fuzzy or not _complete(translated.string):
                lacking.append(f"{place}: {key}")
    return lacking


def _complete(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def update(place: str | None = None, locale: str = DEFAULT_LOCALE) -> list[Path]:
    """Write new texts into the .po files of `locale` (of one `place`, or all) and drop those that are gone.

    Translations that exist are kept, wherever they stood. Returns the files written.
    """
    known = translations(locale)
    written = []
    for name, catalogue in extracted().items():
        if place is not None and name != place:
            continue
        for message in catalogue:
            key = message.id if isinstance(message.id, str) else message.id[0]
            translated = known.get(key, message.context) if key else None
            if translated is not None and not translated.fuzzy:
                message.string = translated.string
        path = CATALOGUES / locale / f"{name}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as target:
            write_po(target, catalogue, width=110, no_location=True, omit_header=True)
        written.append(path)
    return written
