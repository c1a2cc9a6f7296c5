"""The reference of words: every chapter in both languages, searched, for those who draw processes."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from lxml import html
from markupsafe import escape

from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from web.app import create_app
from web.reference.words import MOST_SHOWN, typed
from workflows.bootstrap import Platform
from workflows.reference import chapters


@pytest.fixture
def analyst(platform: Platform) -> FlaskClient:
    return signed_in(create_app(platform), platform, staff(platform, "analyst"))


def shown(client: FlaskClient, **query: str) -> str:
    answer = client.get("/reference/words", query_string=query)
    assert answer.status_code == 200
    return answer.text


def names(page: str) -> list[str]:
    matches = html.fromstring(page).xpath("//main//h3")
    return [str(one.text_content()).strip() for one in matches]


def test_every_word_of_every_chapter_stands_there_in_both_languages(analyst: FlaskClient) -> None:
    for number, language in enumerate(("zh_CN", "en")):
        analyst.set_cookie("locale", language)
        for chapter in chapters():
            page = shown(analyst, chapter=chapter.id)
            assert names(page) == [entry.name for entry in chapter.entries]
            for entry in chapter.entries:
                assert f'id="{chapter.anchor(entry)}"' in page
                assert str(typed(entry.about[number])) in page
                assert str(escape(entry.example)) in page
                assert all(f"<code>{part.name}</code>" in page for part in entry.parts)


def test_it_begins_with_the_first_chapter_and_leads_to_all(analyst: FlaskClient) -> None:
    page = shown(analyst)
    assert names(page) == [entry.name for entry in chapters()[0].entries]
    assert all(f'href="/reference/words?chapter={chapter.id}"' in page for chapter in chapters())
    assert 'href="/reference/jobs"' in page
    assert analyst.get("/reference/words?chapter=nothing").status_code == 404


def test_it_is_searched_in_all_chapters_by_words_of_the_language_shown(analyst: FlaskClient) -> None:
    assert names(shown(analyst, q="valuesKey regions")) == ["regions"]
    assert "tongban:approval" in names(shown(analyst, q="代理人"))
    analyst.set_cookie("locale", "en")
    assert "tongban:approval" in names(shown(analyst, q="deputy AWAY"))
    assert names(shown(analyst, q="groups and roles operator")) == ["operator"]


def test_a_search_that_fits_too_much_or_nothing_says_so(analyst: FlaskClient) -> None:
    analyst.set_cookie("locale", "en")
    page = shown(analyst, q="refused")
    assert len(names(page)) == MOST_SHOWN
    assert "more fit; search with more words." in page
    page = shown(analyst, q='"><script>nothing')
    assert names(page) == []
    assert "<script>nothing" not in page
    assert "&#34;&gt;&lt;script&gt;nothing" in page


def test_what_is_typed_is_shown_as_code_and_the_rest_escaped() -> None:
    assert typed('Say `<a b="c">` & go') == "Say <code>&lt;a b=&#34;c&#34;&gt;</code> &amp; go"


def test_the_menu_leads_there(analyst: FlaskClient) -> None:
    assert 'href="/reference/words"' in analyst.get("/workbench").text
