"""Every sentence that the code asks for exists, in both languages, with the same gaps."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import workflows
from workflows.ground.messages import catalogue, message_modules

ROOT = Path(workflows.__file__).parent
DOMAINS = ["room", *sorted(message_modules())]
CODE = re.compile(rf'"((?:{"|".join(DOMAINS)})\.(?!yaml")[a-z_]+)"')


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("domain", DOMAINS)
def test_sentences_have_the_same_gaps_in_both_languages(domain: str) -> None:
    for name, (zh, en) in catalogue(domain).items():
        assert zh.strip(), name
        assert en.strip(), name
        assert gaps(zh) == gaps(en), name
        assert re.search("[\u4e00-\u9fff]", zh), name
        assert not re.search("[\u4e00-\u9fff]", en), name


def test_every_code_in_the_source_has_its_sentence() -> None:
    for path in ROOT.rglob("*.py"):
        if path.stem.endswith("models") or "migrations" in path.parts:
            continue  # "organisations.id" there is a column
        for code in CODE.findall(path.read_text("utf-8")):
            domain, _, name = code.partition(".")
            assert name in catalogue(domain), f"{path.name}: {code}"
