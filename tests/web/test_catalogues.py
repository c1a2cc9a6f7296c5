"""Every text exists in both languages."""

from __future__ import annotations

import re

from web.catalogues import WEB, extracted, missing, translations

GAP = re.compile(r"%\((\w+)\)[sd]")


def test_every_text_is_translated():
    assert missing() == []


def test_translations_keep_the_gaps():
    wrong = []
    for message in translations():
        if not message.id:
            continue
        sources = (message.id,) if isinstance(message.id, str) else message.id
        targets = (message.string,) if isinstance(message.string, str) else message.string
        expected = set(GAP.findall(sources[-1]))
        wrong += [text for text in targets if set(GAP.findall(text)) != expected]
    assert wrong == []


def test_texts_are_found_in_code_and_templates():
    texts = {message.id for catalogue in extracted().values() for message in catalogue}
    assert {"Sign in", "Nothing here", "One place for every approval of your company"} <= texts


def test_no_template_runs_inline_scripts():
    offenders = []
    for path in WEB.rglob("*.html"):
        text = path.read_text("utf-8")
        inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", text)
        handlers = re.findall(r"\son[a-z]+=|javascript:|\shx-on", text)
        if inline or handlers:
            offenders.append((path.name, inline + handlers))
    assert offenders == []
