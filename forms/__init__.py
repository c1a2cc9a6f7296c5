"""Forms: form-js documents served by WTForms. Knows nothing of the engine, of Flask, or of the database."""

from forms.bound import BoundForm
from forms.builder import ROW_ACTION, build_form
from forms.codec import from_json, to_json
from forms.differences import Change, changes
from forms.display import display_value
from forms.drafts import collect_draft
from forms.errors import (
    ExpressionFailed,
    FileMissing,
    FormDataRefused,
    FormInvalid,
    FormProblem,
    FormsError,
    UploadRefused,
)
from forms.parsing import parse_schema
from forms.rights import READ_ALL, WRITE_ALL, Access, Rights
from forms.schema import FormSchema
from forms.session import Evaluate
from forms.storage import FileStore, StoredFile, Variant
from forms.texts import Locale, Text, resolve_locale
from forms.upload_profiles import PROFILES, Profile
from forms.uploads import clean_name, make_variants, profile_of, receive

__all__ = [
    "PROFILES",
    "READ_ALL",
    "ROW_ACTION",
    "WRITE_ALL",
    "Access",
    "BoundForm",
    "Change",
    "Evaluate",
    "ExpressionFailed",
    "FileMissing",
    "FileStore",
    "FormDataRefused",
    "FormInvalid",
    "FormProblem",
    "FormSchema",
    "FormsError",
    "Locale",
    "Profile",
    "Rights",
    "StoredFile",
    "Text",
    "UploadRefused",
    "Variant",
    "build_form",
    "changes",
    "clean_name",
    "collect_draft",
    "display_value",
    "from_json",
    "make_variants",
    "parse_schema",
    "profile_of",
    "receive",
    "resolve_locale",
    "to_json",
]
