"""Every delivered table of decisions says in English what it says in Chinese: pages show its rules."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from lxml import etree

TABLES = sorted(Path(str(files("bpmn"))).rglob("*.dmn"))


@pytest.mark.parametrize("table", TABLES, ids=[path.stem for path in TABLES])
def test_no_rule_and_no_column_is_chinese_only(table: Path) -> None:
    silent = []
    for element in etree.parse(str(table)).iter("{*}decision", "{*}input", "{*}rule"):
        said = element.get("label") or element.get("name") or element.findtext("{*}description") or ""
        english = element.find("{*}extensionElements/{*}text[@locale='en']")
        words = "" if english is None else " ".join(map(str, english.attrib.values()))
        if re.search("[\u4e00-\u9fff]", said) and not re.search("[A-Za-z]{3}", words.replace("en", "", 1)):
            silent.append(element.get("id"))
    assert silent == []
