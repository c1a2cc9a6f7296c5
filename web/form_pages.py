"""What a page needs around a bound form: where it goes, its sections, how much of it is filled in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, Response, get_template_attribute, jsonify, request

from forms import BoundForm
from forms.disclosure import says_who
from forms.drafts import MAX_NAME_LENGTH
from forms.nodes import FieldNode, GroupNode, ListNode, Node, RowNode, fields_of
from web.filters import SHANGHAI

GRID_COLUMNS = 16
SECTIONS_TO_NAVIGATE = 3
CHECKED = "_checked"
"""Sent with a form that was refused before."""
REFRESH = "_refresh"
"""Name in an autosave request that asks for the form to be drawn again: a condition may have changed."""
REMARK_PREFIX = "remark:"
"""A reviewer's remark on the field at `path` is sent as `remark:<path>`."""


@dataclass(frozen=True, slots=True)
class FormUrls:
    """Where a form sends what.

    `submit` takes the form; `draft` every autosave (None: the form does not save itself); `upload` one file
    at a time (None: no file can be added); `file` gives the address of a stored file by its id; `page` shows
    the form with its draft, where that is elsewhere than at `submit`.
    """

    submit: str
    draft: str | None = None
    upload: str | None = None
    file: Callable[[str], str] | None = None
    page: str | None = None


@dataclass(frozen=True, slots=True)
class FormSection:
    """A top-level group of a long form, or what stands outside of any (`title` "").

    `filled` are fields whose value holds, of a form that was checked; `errors` are what is to be corrected.
    """

    id: str
    title: str
    rows: tuple[RowNode, ...]
    description: str = ""
    filled: int = 0
    fields: int = 0
    required: int = 0
    missing: int = 0
    errors: int = 0
    remarks: int = 0
    shown_to: str = ""
    """Who may read all of it once it was approved (`forms.disclosure`); "" where the fields differ."""


def sections(nodes: Sequence[RowNode], refused: Collection[str] | None = None) -> list[FormSection]:
    """Return the top-level groups of a form in order; neighbours outside of groups share a section.

    `refused`: the paths of what is wrong, where that is not drawn; what is empty is none of it then.
    """
    parts: list[FormSection] = []
    loose: list[RowNode] = []
    for row in nodes:
        group = row.nodes[0]
        if len(row.nodes) == 1 and isinstance(group, GroupNode) and group.label:
            if loose:
                parts.append(_section(f"part-{len(parts)}", "", tuple(loose), refused))
                loose = []
            parts.append(_section(group.id, group.label, group.rows, refused, group.description))
        else:
            loose.append(row)
    if loose:
        parts.append(_section(f"part-{len(parts)}", "", tuple(loose), refused))
    return parts


def _section(
    name: str, title: str, rows: tuple[RowNode, ...], refused: Collection[str] | None, description: str = ""
) -> FormSection:
    inside = list(fields_of(rows))
    wrong = {node.path for node in inside if (node.errors if refused is None else node.path in refused)}
    fields = [node for node in inside if isinstance(node, FieldNode) and node.widget != "computed"]
    filled = [node for node in fields if is_filled(node)]
    required = [node for node in fields if node.required]
    return FormSection(
        id=f"section-{name}",
        title=title,
        rows=rows,
        description=description,
        filled=len([node for node in filled if node.path not in wrong]),
        fields=len(fields),
        required=len(required),
        missing=len(required) - len([node for node in filled if node.required]),
        errors=len([node for node in inside if node.path in wrong and (refused is None or not _empty(node))]),
        remarks=len([node for node in inside if node.remarks]),
        shown_to=_together(node.shown_to for node in fields),
    )


def _together(audiences: Iterable[str]) -> str:
    told = set(audiences) or {"reviewers"}  # a list without entries yet says nothing to anybody
    return told.pop() if len(told) == 1 else ""


def is_filled(node: FieldNode) -> bool:
    """Tell whether a field holds anything."""
    if node.value.strip() or node.checked or node.files or (node.readonly and node.display):
        return True
    return bool(node.options) and any(option.selected for option in node.options)


def is_blank(node: FieldNode, drafted_remarks: Mapping[str, str]) -> bool:
    """Tell whether a field that is read says nothing: empty, unchanged, and nobody said anything about it."""
    said = node.changed or node.errors or node.warnings or node.remarks or node.path in drafted_remarks
    return node.readonly and not said and not is_filled(node)


def progress(form: BoundForm, *, sent: bool = False) -> list[FormSection]:
    """Return the sections of a form with how far each is; before it is `sent` what is empty is no error.

    The form is checked for it: draw its fields before. They are not drawn again, which would take longer than
    anything else on a long page.
    """
    nodes = form.nodes
    if sent:
        return sections(nodes)
    form.validate()
    return sections(nodes, form.errors.keys())


def _empty(node: FieldNode | ListNode) -> bool:
    return not (node.items if isinstance(node, ListNode) else is_filled(node))


def spans(row: RowNode) -> list[tuple[Node, int]]:
    """Return the nodes of a row with their widths in sixteenths; those without a width share what is left."""
    taken = sum(node.columns or 0 for node in row.nodes)
    sharing = sum(node.columns is None for node in row.nodes)
    share = max(GRID_COLUMNS // 4, (GRID_COLUMNS - taken) // sharing) if sharing else 0
    return [(node, node.columns or share) for node in row.nodes]


@dataclass(frozen=True, slots=True)
class RefusedNode:
    """A field or list with errors; `entry` names the entry of a list in which it stands, "" for none."""

    node: FieldNode | ListNode
    entry: str = ""


def refused(form: BoundForm) -> list[RefusedNode]:
    """Return the fields and lists that have errors, in the order of the page."""
    entries = {
        f"{item.name}-": f"{node.label} {item.title}"
        for node in fields_of(form.nodes)
        if isinstance(node, ListNode)
        for item in node.items
    }
    return [RefusedNode(node, _entry(node, entries)) for node in fields_of(form.nodes) if node.errors]


def _entry(node: FieldNode | ListNode, entries: Mapping[str, str]) -> str:
    """Return the innermost entry of a list that a node stands in."""
    around = [prefix for prefix in entries if node.name.startswith(prefix)]
    return entries[max(around, key=len)] if around else ""


def missing(nodes: Sequence[RefusedNode]) -> int:
    """Return how many of them are only empty yet: they are to be filled in, not to be corrected."""
    return sum(_empty(one.node) for one in nodes)


def remarks_in(submitted: Any) -> dict[str, str]:
    """Return the remarks of a reviewer's form by path; blank ones are left out, and what no form can ask."""
    return {
        path: text.strip()
        for name, text in submitted.items()
        if name.startswith(REMARK_PREFIX)
        and text.strip()
        and len(path := name.removeprefix(REMARK_PREFIX)) <= MAX_NAME_LENGTH
    }


def was_refused() -> bool:
    """Tell whether the form on the page was refused: what is wrong in it stays marked while it is changed."""
    return CHECKED in request.form


def draft_saved(form: BoundForm, urls: FormUrls, *, revision: int, saved_at: datetime) -> Response:
    """Answer an autosave: when it was saved, the revision to send next time, how far the sections are.

    The form is drawn anew if asked; of one that was refused is said what is still wrong.
    """
    body: dict[str, Any] = {"revision": revision, "saved_at": f"{saved_at.astimezone(SHANGHAI):%H:%M}"}
    if request.form.get(REFRESH):
        body["html"] = str(get_template_attribute("macros/forms.html", "form_fields")(form, urls))
    parts = progress(form)
    if len(parts) >= SECTIONS_TO_NAVIGATE:
        body["sections"] = str(get_template_attribute("macros/forms.html", "section_list")(parts))
        body["required"] = sum(part.required for part in parts)
    if was_refused():
        body["wrong"] = sorted(form.errors)
    return jsonify(body)


def init_app(app: Flask) -> None:
    """Offer the reading of forms to the templates of `app`."""
    app.jinja_env.globals.update(
        form_sections=sections,
        form_progress=progress,
        SECTIONS_TO_NAVIGATE=SECTIONS_TO_NAVIGATE,
        form_spans=spans,
        form_refused=refused,
        form_missing=missing,
        form_says_who=lambda form: says_who(form.schema),
        form_blank=is_blank,
        REMARK_PREFIX=REMARK_PREFIX,
    )
