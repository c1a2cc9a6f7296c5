"""What the form editor offers to choose from beyond form-js, in the language of the request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms import PROFILES
from forms.components import READERS
from forms.messages import MESSAGES
from forms.properties import AUDIENCES, PROPERTIES, Property
from forms.validators import NAMED
from web.i18n import locale_tag
from workflows.package_data import options as package_options
from workflows.package_data import uploads
from workflows.reference.forms import LISTS

_EVERY_FIELD = ("textfield",)
"""What the properties declare that any field may have."""


def form_vocabulary(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the types that forms may have, their properties with what these take, and lists of options."""
    own_lists = package_options.read_options(files.get(package_options.FILE, b"")).lists
    profiles = {**PROFILES, **uploads.read_uploads(files.get(uploads.FILE, b"")).profiles}
    words: dict[str, list[tuple[str, tuple[str, str]]]] = {
        "validate": [(name, MESSAGES[name]) for name in NAMED],
        "upload": [(name, (one.label.zh, one.label.en)) for name, one in profiles.items()],
        "shown_to": [(name, _AUDIENCES[name]) for name in AUDIENCES],
        "grouping": [("none", ("不加分隔符", "no separators"))],
    }
    return {
        "types": sorted(READERS),
        "properties": [
            {"name": name, **_property(one), "words": [_word(*word) for word in words.get(name, [])]}
            for name, one in PROPERTIES.items()
        ],
        "lists": [
            *(_word(name, ("本流程的列表", "a list of this package")) for name in own_lists),
            *(_word(name, about) for name, about in LISTS.items()),
        ],
        "without": [],
    }


_AUDIENCES = {
    "public": ("公开展示", "everybody"),
    "members": ("仅会员可见", "members who are signed in"),
    "reviewers": ("仅审核人员可见", "reviewers only"),
}


def _property(one: Property) -> dict[str, Any]:
    return {
        "about": _say(one.about).replace("`", ""),
        "takes": one.takes,
        "on": [] if one.on == _EVERY_FIELD else list(one.on),
        "each": one.each,
    }


def _word(word: str, about: tuple[str, str]) -> dict[str, str]:
    return {"word": word, "label": f"{_say(about)} · {word}"}


def _say(words: tuple[str, str]) -> str:
    return words[1] if locale_tag() == "en" else words[0]
