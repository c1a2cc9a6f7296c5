"""Every word that a process package may use, each with an example: chapter by chapter, and searched."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask import abort, render_template, request
from markupsafe import Markup, escape

from web.i18n import locale_tag
from web.reference.blueprint import blueprint
from web.reference.search import MOST_CHARACTERS, words_of
from workflows.reference import Chapter, ReferenceEntry, chapters

MOST_SHOWN = 60
"""Entries that a search shows; who finds more gives more words."""
_TYPED = re.compile(r"`([^`]*)`")

Found = list[tuple[Chapter, list[ReferenceEntry]]]


@blueprint.get("/words")
def words() -> str:
    """Show one chapter, the first unless another is asked for, or what was searched for in all of them."""
    text = request.args.get("q", "")[:MOST_CHARACTERS]
    language = 0 if locale_tag() == "zh-CN" else 1
    searched = words_of(text)
    chapter = _chapter(request.args.get("chapter"))
    shown = _search(searched, language) if searched else [(chapter, list(chapter.entries))]
    return render_template(
        "reference/words.html",
        chapters=chapters(),
        chapter=None if searched else chapter,
        found=_bounded(shown) if searched else shown,
        more=max(sum(len(entries) for _, entries in shown) - MOST_SHOWN, 0) if searched else 0,
        text=text,
        language=language,
        typed=typed,
    )


def typed(text: str) -> Markup:
    """Return a text in which what stands between backticks is shown as it is typed."""
    parts = _TYPED.split(text)
    shown = (
        Markup("<code>{}</code>").format(part) if n % 2 else escape(part) for n, part in enumerate(parts)
    )
    return Markup().join(shown)


def _chapter(wanted: str | None) -> Chapter:
    """Return the chapter asked for; there is no page for one that does not exist."""
    if wanted is None:
        return chapters()[0]
    return next((one for one in chapters() if one.id == wanted), None) or abort(404)


def _search(searched: Iterable[str], language: int) -> Found:
    """Return the entries that have every word: in their texts, or in the title of their chapter."""
    matching: Found = []
    for chapter in chapters():
        title = chapter.title[language].casefold()
        fits = [one for one in chapter.entries if _has(one, searched, title, language)]
        if fits:
            matching.append((chapter, fits))
    return matching


def _has(entry: ReferenceEntry, searched: Iterable[str], title: str, language: int) -> bool:
    everything = "\n".join((title, *entry.texts(language))).casefold()
    return all(word in everything for word in searched)


def _bounded(matching: Found) -> Found:
    """Return the first entries, so that a page stays one that can be read."""
    left = MOST_SHOWN
    kept: Found = []
    for chapter, entries in matching:
        if left > 0:
            kept.append((chapter, entries[:left]))
            left -= len(entries)
    return kept
