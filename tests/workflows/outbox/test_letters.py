"""What mails say (14.7): one greeting with the reader's own name, and only pages that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from workflows.ground.messages import Locale
from workflows.outbox import templates

WORDS = "\n".join(path.read_text("utf-8") for path in Path("web/translations/zh_CN").glob("*.po"))


@pytest.mark.parametrize(("locale", "greeting"), [("zh-CN", "陈窗口，您好："), ("en", "Dear 陈窗口,")])
def test_a_letter_greets_once_by_name(locale: Locale, greeting: str):
    params = {"name": "陈窗口", "number": "RZ-1", "title": "星城软件"}
    assert templates.letter("case_urged", params, locale).body.startswith(f"{greeting}\n\n")
    assert greeting not in templates.render("case_urged", params, locale).body


@pytest.mark.parametrize("name", sorted(templates.names() | templates.former_names()))
def test_no_text_greets_by_itself(name: str):
    for folder in (templates.FOLDER, templates.FORMER):
        for locale in ("zh-CN", "en"):
            file = folder / f"{name}.{locale}.txt"
            if file.is_file():
                text = file.read_text("utf-8")
                assert "您好" not in text
                assert not re.search(r"^(Dear|Hello)\b", text, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(templates.names()))
def test_what_a_text_sends_its_reader_to_is_there(name: str):
    """14.7: no text names a page or a button that the platform does not have."""
    assert_named_places(name, templates.source(name, "zh-CN"))


@pytest.mark.parametrize(
    "package", sorted(Path("bpmn").glob("*/notices.yaml")), ids=lambda path: path.parent.name
)
def test_what_a_packages_text_sends_its_reader_to_is_there(package: Path):
    for name, text in yaml.safe_load(package.read_bytes()).items():
        assert_named_places(name, re.sub(r"{{.*?}}", "{}", text["body"], flags=re.DOTALL))


def assert_named_places(name: str, text: str) -> None:
    for place in re.findall(r"“([^”{]+)”", text):
        assert f'msgstr "{place}"' in WORDS, f"{name} sends its reader to “{place}”"
