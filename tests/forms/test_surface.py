"""The names other rooms may rely on, and the catalogue behind every sentence."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import forms
from forms.messages import MESSAGES
from forms.validators import NAMED

PUBLIC = """
READ_ALL PROFILES ROW_ACTION WRITE_ALL Access BoundForm Change Evaluate ExpressionFailed FileMissing
FileStore FormDataRefused FormInvalid FormProblem FormSchema FormsError Locale Profile
Rights StoredFile Text Variant build_form changes clean_name collect_draft display_value from_json
UploadRefused make_variants parse_schema profile_of receive resolve_locale to_json
"""


def test_the_public_names_are_pinned() -> None:
    assert set(forms.__all__) == set(PUBLIC.split())
    assert all(hasattr(forms, name) for name in forms.__all__)


def test_both_languages_say_everything_with_the_same_parameters() -> None:
    for code, (chinese, english) in MESSAGES.items():
        assert chinese, code
        assert english, code
        fields = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (chinese, english)]
        assert fields[0] == fields[1], code
        assert re.search(r"[\u4e00-\u9fff]", chinese) or code == "author", code
        assert not re.search(r"[\u4e00-\u9fff]", english), code


def test_every_registered_rule_has_a_sentence() -> None:
    assert set(NAMED) <= set(MESSAGES)


def test_every_code_in_the_source_is_in_the_catalogue() -> None:
    source = "\n".join(path.read_text() for path in Path(forms.__file__).parent.glob("*.py"))
    call = (
        r'(?:refuse|session\.message|\.add|Problem|ValueInvalid|FormDataRefused|FileRefused|say)\(\s*"(\w+)"'
    )
    spoken = set(re.findall(call, source))
    assert len(spoken) > 30
    assert spoken <= set(MESSAGES)
