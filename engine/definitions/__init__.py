"""Checks process packages before they are deployed: one lint for the engine, the command line, the studio."""

from engine.definitions.contracts import ExtensionRules, Header, JobContract, JobVariable
from engine.definitions.lint import lint
from engine.definitions.vocabulary import UNKNOWN, CheckForm, FormFacts, FormFinding, Vocabulary

__all__ = [
    "UNKNOWN",
    "CheckForm",
    "ExtensionRules",
    "FormFacts",
    "FormFinding",
    "Header",
    "JobContract",
    "JobVariable",
    "Vocabulary",
    "lint",
]
