"""Forms: form-js documents served by WTForms. Knows nothing of the engine, of Flask, or of the database."""

from forms.bound import BoundForm
from forms.builder import ROW_ACTION, build_form
from forms.codec import from_json, to_json
from forms.differences import Change, changes
from forms.display import display_value
from forms.drafts import collect_draft
from forms.errors import ExpressionFailed, FormDataRefused, FormInvalid, FormsError, Problem
from forms.parsing import parse_schema
from forms.rights import READ_ALL, WRITE_ALL, Access, Rights
from forms.schema import FormSchema
from forms.session import Evaluate
from forms.texts import Locale, resolve_locale

__all__ = [
    "READ_ALL",
    "ROW_ACTION",
    "WRITE_ALL",
    "Access",
    "BoundForm",
    "Change",
    "Evaluate",
    "ExpressionFailed",
    "FormDataRefused",
    "FormInvalid",
    "FormSchema",
    "FormsError",
    "Locale",
    "Problem",
    "Rights",
    "build_form",
    "changes",
    "collect_draft",
    "display_value",
    "from_json",
    "parse_schema",
    "resolve_locale",
    "to_json",
]
