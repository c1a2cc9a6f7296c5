"""A form of a draft as an applicant would see it, drawn by what draws the forms of cases."""

from __future__ import annotations

from forms import BoundForm, FormInvalid, build_form
from workflows.approvals.cases import options
from workflows.approvals.cases.form_variables import read_form
from workflows.approvals.cases.forms import evaluator
from workflows.ground.calendar.feel_functions import platform_functions
from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.package_data import options as package_options
from workflows.package_data import uploads
from workflows.people.viewer import Viewer
from workflows.studio import contents, queries

MOST_PROBLEMS = 3
LOCALES: tuple[Locale, Locale] = ("zh-CN", "en")


def preview_form(
    work: Work, viewer: Viewer, draft_id: str, name: str, content: bytes, *, locale: Locale
) -> BoundForm:
    """Return a form as it stands in `content`, empty, with the lists that the draft and the platform offer.

    Raises: Forbidden; NotFound; Invalid: at `file`, it cannot be drawn.
    """
    files = queries.draft_files(work, viewer, draft_id)
    contents.check_file(name, content)
    try:
        schema, _ = read_form(
            content, platform_functions(), uploads=files.get(uploads.FILE, b""), lenient=True
        )
    except FormInvalid as refused:
        raise Invalid("studio.refused", [_problem(refused)]) from refused
    own = package_options.read_options(files.get(package_options.FILE, b""))
    return build_form(
        schema,
        evaluate=evaluator(work),
        values={},
        context={**package_options.as_offered(own, locale), **options.offered(work, locale)},
        locale=locale,
        now=work.now,
    )


def _problem(refused: FormInvalid) -> FieldProblem:
    zh, en = (" ".join(one.message(locale) for one in refused.problems[:MOST_PROBLEMS]) for locale in LOCALES)
    return FieldProblem("file", "studio.form_refused", {"reason": zh, "reason_en": en})
