"""Checks process packages before they are deployed: one lint for the engine, the command line, the studio."""

from engine.definitions.contracts import ExtensionRules, Header, JobContract, JobVariable
from engine.definitions.imported_ids import DIAGRAMS
from engine.definitions.importing import ImportedPackage, ImportNote, import_package
from engine.definitions.lint import lint
from engine.definitions.vocabulary import (
    UNKNOWN,
    CheckData,
    CheckForm,
    DataFacts,
    FileFinding,
    FormFacts,
    FormFinding,
    PackageText,
    Vocabulary,
)

__all__ = [
    "DIAGRAMS",
    "UNKNOWN",
    "CheckData",
    "CheckForm",
    "DataFacts",
    "ExtensionRules",
    "FileFinding",
    "FormFacts",
    "FormFinding",
    "Header",
    "ImportNote",
    "ImportedPackage",
    "JobContract",
    "JobVariable",
    "PackageText",
    "Vocabulary",
    "import_package",
    "lint",
]
