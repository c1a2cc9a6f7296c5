"""How a page writes several sentences one after the other."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string

TEMPLATE = "{{ [_('Not found'), none, '<b>', '']|sentences }}"


@pytest.mark.parametrize(("language", "shown"), [("zh_CN", "{}&lt;b&gt;"), ("en", "{} &lt;b&gt;")])
def test_sentences_stand_as_the_language_has_it(app: Flask, language: str, shown: str) -> None:
    with app.test_request_context("/", headers={"Cookie": f"locale={language}"}):
        first = render_template_string("{{ _('Not found') }}")
        assert render_template_string(TEMPLATE) == shown.format(first)
