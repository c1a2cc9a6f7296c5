"""Importing this loads what is loaded once in a process: the standards' schemas, FEEL's tables."""

from engine.definitions import lint
from tests.engine.definitions.vocabulary import CASES, VOCABULARY, package

for code in ("bpmn.schema", "dmn.schema", "form.invalid"):
    lint(package(CASES / code), vocabulary=VOCABULARY)
