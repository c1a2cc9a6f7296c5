"""What diagrams may name in an installation: handed to the lint by whoever knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from engine.definitions.contracts import ExtensionRules, Header, JobContract
from engine.feel import Expression
from engine.spiff.notation import ExtensionElement

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FormFinding:
    """One thing wrong in a form: `code` of the room of forms, `place` in the document, or the `component`."""

    code: str
    place: str
    message_zh: str
    message_en: str
    severity: Literal["error", "warning"] = "error"
    component: str | None = None


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What a form is, for diagrams: the paths of its fields (`contact.mobile`), and what is wrong in it.

    `fields` of a form that could not be read are not known: None.
    `words` are the only values that a field can have, where the form itself lists them; `reads` are the names
    that its expressions read beside its own fields, with the component that does; `uses` are the entries of
    data files that it names, by file and name.
    """

    fields: frozenset[str] | None = NOTHING
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    findings: tuple[FormFinding, ...] = ()
    reads: Mapping[str, str | None] = field(default_factory=dict)
    uses: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class FileFinding:
    """One thing wrong in a data file of a package, in words of both languages."""

    file: str
    line: int | None
    message_zh: str
    message_en: str


@dataclass(frozen=True, slots=True)
class PackageText:
    """A notice text of a package, by what its holes read: variables where the job is that names it.

    `given` are names that the installation gives; members of the name `of_forms` are fields of forms.
    """

    file: str
    line: int
    expressions: tuple[Expression, ...]
    given: frozenset[str] = NOTHING
    of_forms: str = ""


@dataclass(frozen=True, slots=True)
class DataFacts:
    """What the data files of a package are: what is wrong, and which words have no English.

    `chinese_only` are (file, line, the words); `texts` are notice texts by name; `for_forms` are the lines of
    what forms may name, by file and name.
    """

    findings: tuple[FileFinding, ...] = ()
    chinese_only: tuple[tuple[str, int, str], ...] = ()
    texts: Mapping[str, PackageText] = field(default_factory=dict)
    for_forms: Mapping[tuple[str, str], int] = field(default_factory=dict)


CheckForm = Callable[[bytes, Mapping[str, bytes]], FormFacts]
"""Takes a form, and all files of its package: it may name what stands in others."""
CheckData = Callable[[Mapping[str, bytes]], DataFacts]
"""Takes all files of a package; looks at those that hold data of the installation's own kinds."""
CheckStart = Callable[[Mapping[str, str], frozenset[str] | None], Sequence[tuple[str, str]]]
"""Takes the attributes of `tongban:start`, and the paths of the fields of its form, None where nobody knows;
returns what is wrong with them, in Chinese and in English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What an installation knows. None: nobody has said, so that part is not checked.

    `group_prefixes` are beginnings of groups whose rest is data (`window:`); `functions` are those beyond
    FEEL's own; `messages` arrive from outside the package; `processes` are deployed elsewhere;
    `start_variables` are given to every case when it starts, and `start_form_variable` tells by the id of a
    process where the form goes with which it starts (None: its fields are variables); `extensions` are the
    installation's own extension elements of steps, by name, and `notation` declares all that it reads beyond
    the engine, by name with prefix; `jobs` are the job types with what each takes and gives,
    `templates` the notice texts with what each names, `services` those outside. `groups` are listed where
    a group does not exist; `both_languages`: what is shown in Chinese has to have English. `data` is what
    `check_data` said of the package at hand; `file_names` are files of a package beside diagrams and forms.
    """

    group_exists: Callable[[str], bool] | None = None
    group_prefixes: frozenset[str] | None = None
    jobs: Mapping[str, JobContract] | None = None
    templates: Mapping[str, frozenset[str]] | None = None
    services: Callable[[], frozenset[str]] | None = None
    groups: frozenset[str] = NOTHING
    messages: frozenset[str] | None = None
    processes: frozenset[str] | None = None
    start_variables: frozenset[str] | None = None
    start_form_variable: Callable[[str], str] | None = None
    extensions: Mapping[str, ExtensionRules] | None = None
    notation: Mapping[str, ExtensionElement] = field(default_factory=dict)
    functions: frozenset[str] = NOTHING
    check_start: CheckStart | None = None
    both_languages: bool = False
    check_form: CheckForm | None = None
    check_data: CheckData | None = None
    data: DataFacts = DataFacts()
    file_names: frozenset[str] | None = None

    def named_by(self, header: Header) -> frozenset[str] | None:
        """Return what a header may name: texts that its job can fill, or services; None: nobody has said."""
        if header.names != "template":
            return None if self.services is None else self.services()
        if self.templates is None:
            return None
        filled = frozenset(text for text, needs in self.templates.items() if header.can_fill(needs))
        return filled | self.data.texts.keys() if header.own_texts else filled


UNKNOWN = Vocabulary()
"""Nobody has said anything: only what a package says about itself is checked."""
