"""A form bound to data and perhaps to a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from forms.conditions import leaves
from forms.differences import changes
from forms.drawing import Drawing
from forms.levels import LevelForm
from forms.nodes import RowNode
from forms.schema import FormSchema
from forms.session import Session


class BoundForm:
    """One person's form in one request.

    `submitted` says that it came from a request; `row_action` that a button of a list was pressed, so that
    it is to be shown again and not processed.
    """

    def __init__(
        self,
        schema: FormSchema,
        form: LevelForm,
        session: Session,
        *,
        submitted: bool,
        remarks: Mapping[str, Sequence[str]],
        previous: Mapping[str, Any] | None,
    ) -> None:
        """Join what `build_form` made."""
        self.schema, self.form, self.submitted = schema, form, submitted
        self.row_action = session.row_action is not None
        self._session, self._remarks, self._previous = session, remarks, previous

    @property
    def title(self) -> str:
        """The name of the form."""
        return self.schema.title.say(self._session.locale)

    def validate(self) -> bool:
        """Check everything that this person may write. Never true after a press on a button of a list."""
        self.__dict__.pop("nodes", None)
        if self.row_action:
            return False
        sound = self.form.validate()
        return sound and not any(self._session.refused_files.values())

    @property
    def data(self) -> dict[str, Any]:
        """The values in the shape of the schema: also those that may only be read or not be seen, as they are
        stored; without what conditions hide. `forms.to_json` makes plain JSON of it.
        """
        return self.form.kept

    @property
    def draft(self) -> dict[str, Any]:
        """What was typed, to be saved and handed to `build_form` again."""
        return self.form.draft

    @property
    def errors(self) -> dict[str, list[str]]:
        """The refusals by path, in the order of the form; sentences know their code."""
        errors = {leaf.path: list(leaf.errors) for leaf in leaves(self.form) if leaf.errors}
        for path, sentences in self._session.refused_files.items():
            if sentences:
                errors.setdefault(path, []).extend(sentences)
        return errors

    @cached_property
    def nodes(self) -> tuple[RowNode, ...]:
        """What templates draw."""
        before = None
        if self._previous is not None:
            session = self._session
            changed = changes(
                self.schema, self._previous, self.data, locale=session.locale, context=session.context
            )
            before = {change.path: change for change in changed}
        return Drawing(self.form, self._remarks, before).rows(self.schema.components, self.form)
