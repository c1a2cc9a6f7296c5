"""Turns a bound form into nodes for templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from forms import sanitise
from forms.codec import file_refs, option_token
from forms.containers import GroupCell, ListCell
from forms.differences import Change
from forms.disclosure import audience_of
from forms.display import display_value, plain
from forms.fields import ChoiceCell, FileCell, LeafCell
from forms.levels import Cell, LevelForm
from forms.nodes import (
    FieldNode,
    FileNode,
    GroupNode,
    ImageNode,
    ItemNode,
    ListNode,
    Node,
    OptionNode,
    ProseNode,
    RowNode,
    SpacerNode,
    TableNode,
    Widget,
    file_node,
)
from forms.schema import (
    Component,
    DateTime,
    DynamicList,
    Field,
    FilePicker,
    Group,
    Image,
    Number,
    Prose,
    Separator,
    Spacer,
    Table,
)
from forms.session import LevelPlace, Session

_WIDGETS: Mapping[str, Widget] = {
    "textarea": "textarea",
    "number": "number",
    "select": "select",
    "radio": "radio",
    "checklist": "checkboxes",
    "taglist": "tags",
    "checkbox": "checkbox",
    "filepicker": "file",
    "expression": "computed",
}
_NAMED_WIDGETS: Mapping[str, Widget] = {"email": "email", "phone": "tel", "mobile_cn": "tel", "url": "url"}


class Drawing:
    """Draws the form `root`: `remarks` are sentences by path, `before` what has changed, by path."""

    def __init__(
        self,
        root: LevelForm,
        remarks: Mapping[str, Sequence[str]],
        before: Mapping[str, Change] | None,
    ) -> None:
        """Keep what every node may need."""
        self._root, self._session = root, root.session
        self._remarks, self._before = remarks, before

    def rows(
        self, components: tuple[Component, ...], form: LevelForm, place: LevelPlace | None = None
    ) -> tuple[RowNode, ...]:
        """Draw one level: components with the same row of the layout stand side by side."""
        place = place or form.place
        drawn = [(component, self._node(component, form, place)) for component in components]
        visible = [(component, node) for component, node in drawn if node is not None]
        numbered = [(component.row or f"#{n}", node) for n, (component, node) in enumerate(visible)]
        return tuple(
            RowNode(tuple(node for _, node in together))
            for _, together in groupby(numbered, key=lambda one: one[0])
        )

    def _node(self, component: Component, form: LevelForm, place: LevelPlace) -> Node | None:
        if isinstance(component, (Field, DynamicList)) or (isinstance(component, Group) and component.key):
            cell = form.cell(component.key or "")
            return self._cell(cell, place) if cell is not None and cell.access != "hidden" else None
        access = self._session.rights.access(component.path, component.id, form.meta.inherited)
        if access == "hidden" or self._session.holds(component.hide, place):
            return None
        if isinstance(component, Group):
            return self._group(component, form, place, place)
        return self._display(component, place)

    def _cell(self, cell: Cell, place: LevelPlace) -> Node | None:
        if isinstance(cell, GroupCell):
            return self._group(cell.component, cell.form, place, cell.form.place_in(place.level))
        if isinstance(cell, ListCell):
            return self._list(cell, place)
        return self._field(cell, place) if isinstance(cell, LeafCell) else None

    def _common(self, component: Component, place: LevelPlace) -> dict[str, Any]:
        return {
            "id": component.id,
            "label": self._session.text(component.label, place),
            "columns": component.columns,
            "properties": component.properties,
        }

    def _group(
        self, group: Group, form: LevelForm, place: LevelPlace, inside: LevelPlace
    ) -> GroupNode | None:
        rows = self.rows(group.components, form, inside)
        if not rows:
            return None
        description = self._session.text(group.description, place)
        common = self._common(group, place)
        return GroupNode(kind="group", **common, description=description, outline=group.outline, rows=rows)

    def _list(self, cell: ListCell, place: LevelPlace) -> ListNode:
        component, count = cell.component, len(cell.rows)
        may_add = cell.may_resize and count < cell.limit
        return ListNode(
            kind="list",
            **self._common(component, place),
            name=cell.name,
            path=cell.path,
            description=self._session.text(component.description, place),
            outline=component.outline,
            readonly=not cell.may_resize,
            items=tuple(self._item(cell, n, place) for n in range(count)),
            add_action=f"add:{cell.name}" if may_add else "",
            minimum=component.minimum,
            maximum=component.maximum,
            errors=tuple(cell.errors),
            remarks=self._remarks_of(cell),
            changed=self._before is not None and cell.path in self._before,
        )

    def _item(self, cell: ListCell, at: int, place: LevelPlace) -> ItemNode:
        row, last = cell.rows[at], len(cell.rows) - 1
        name, free = f"{cell.name}-{row.number}", cell.may_resize
        shown = cell.component.non_collapsed_items
        inside = row.form.place_in(place.level)
        return ItemNode(
            name=name,
            number=row.number,
            position=at + 1,
            title=self._session.message("row", number=at + 1),
            rows=self.rows(cell.component.components, row.form, inside),
            remove_action=f"remove:{name}" if free and last >= cell.component.minimum else "",
            up_action=f"up:{name}" if free and at > 0 else "",
            down_action=f"down:{name}" if free and at < last else "",
            collapsed=not cell.component.disable_collapse and shown is not None and at >= shown,
        )

    def _field(self, cell: LeafCell, place: LevelPlace) -> FieldNode:
        component, session = cell.component, self._session
        options = cell.options if isinstance(cell, ChoiceCell) else None
        single = isinstance(cell.raw, str)
        before = (self._before or {}).get(cell.path)
        return FieldNode(
            kind="field",
            **self._common(component, place),
            name=cell.name,
            path=cell.path,
            widget=_widget(component),
            description=session.text(component.description, place),
            required=cell.writable and cell.needed,
            readonly=not cell.writable,
            value=cell.raw if single else "",
            checked=cell.raw is True,
            display=display_value(component, cell.data, session.locale, options=options),
            prefix=session.text(component.prefix, place),
            suffix=session.text(component.suffix, place),
            options=_options(cell, options or (), session),
            searchable=getattr(component, "searchable", False),
            files=_files(cell) if isinstance(component, FilePicker) else (),
            multiple=getattr(component, "multiple", False),
            attributes=_attributes(cell, session),
            errors=tuple(cell.errors) + tuple(session.refused_files.get(cell.path, ())),
            warnings=cell.warnings,
            remarks=self._remarks_of(cell),
            changed=before is not None,
            before=before.before if before else "",
            before_files=before.before_files if before else (),
            proofs=self._proofs(component),
            shown_to=audience_of(component),
        )

    def _proofs(self, component: Component) -> tuple[FileNode, ...]:
        """Return the files of the field that `proved_by` names, unless this person may not see it."""
        key = component.properties.get("proved_by")
        proof = self._root.cell(key) if isinstance(key, str) else None
        if not isinstance(proof, FileCell) or proof.access == "hidden" or proof.hidden:
            return ()
        return _files(proof)

    def _remarks_of(self, cell: Cell) -> tuple[str, ...]:
        if not self._remarks:
            return ()
        paths = dict.fromkeys((cell.path, cell.component.path))
        return tuple(text for path in paths for text in self._remarks.get(path, ()))

    def _display(self, component: Component, place: LevelPlace) -> Node | None:
        common = self._common(component, place)
        if isinstance(component, Separator):
            return Node(kind="separator", **common)
        if isinstance(component, Spacer):
            return SpacerNode(kind="spacer", **common, height=component.height)
        if isinstance(component, Prose):
            return ProseNode(kind="prose", **common, html=self._prose(component, place))
        if isinstance(component, Image):
            source = component.source
            address = self._session.feel(source, place) if source.startswith("=") else source
            source = sanitise.image_source(address) if isinstance(address, str) else ""
            return ImageNode(
                kind="image", **common, source=source, alt=self._session.text(component.alt, place)
            )
        return self._table(component, place, common) if isinstance(component, Table) else None

    def _prose(self, component: Prose, place: LevelPlace) -> Markup:
        as_html = component.type == "html"
        text = self._session.text(
            component.text, place, sanitise.escape_html if as_html else sanitise.escape_markdown
        )
        return Markup(sanitise.html(text) if as_html else sanitise.markdown_html(text))  # noqa: S704

    def _table(self, component: Table, place: LevelPlace, common: dict[str, Any]) -> TableNode:
        source = component.data_source
        values = (
            self._session.feel(source, place)
            if source.startswith("=")
            else {**self._session.context, **self._session.data}.get(source)
        )
        shown = list(component.columns_shown) or []
        columns = [(key, label.say(self._session.locale)) for key, label in shown]
        if component.columns_expression:
            computed = self._session.feel(component.columns_expression, place)
            columns = [
                (str(one["key"]), str(one.get("label") or one["key"]))
                for one in (computed if isinstance(computed, list) else [])
                if isinstance(one, Mapping) and "key" in one
            ]
        rows = [row for row in values[:1_000] if isinstance(row, Mapping)] if isinstance(values, list) else []
        cells = tuple(tuple(plain(row.get(key), self._session.locale) for key, _ in columns) for row in rows)
        headings = tuple(label for _, label in columns)
        return TableNode(
            kind="table", **common, headings=headings, cells=cells, page_rows=component.row_count
        )


def _widget(component: Field) -> Widget:
    if isinstance(component, DateTime):
        subtypes: Mapping[str, Widget] = {"time": "time", "datetime": "datetime-local"}
        return subtypes.get(component.subtype, "date")
    checks = component.checks
    names = (checks.validation_type or "", *checks.named)
    if component.type == "textfield":
        return next((_NAMED_WIDGETS[name] for name in names if name in _NAMED_WIDGETS), "text")
    return _WIDGETS.get(component.type, "text")


def _options(cell: LeafCell, options: Sequence[Any], session: Session) -> tuple[OptionNode, ...]:
    chosen = set(cell.raw) if isinstance(cell.raw, list) else {cell.raw}
    return tuple(
        OptionNode(token, option.label.say(session.locale), token in chosen, option.group.say(session.locale))
        for option, token in ((option, option_token(option.value)) for option in options)
    )


def _files(cell: LeafCell) -> tuple[FileNode, ...]:
    return tuple(map(file_node, file_refs(cell.data)))


def _attributes(cell: LeafCell, session: Session) -> dict[str, str]:
    """Return hints for the browser; the server checks everything again."""
    component, checks = cell.component, cell.component.checks
    wanted: dict[str, Any] = {}

    def bound(name: str, value: Any, show: Callable[[Any], str] = str) -> None:
        limit = session.number(value, cell.level)
        if limit is not None:
            wanted[name] = show(limit)

    if component.type in {"textfield", "textarea"}:
        bound("maxlength", checks.max_length, lambda n: str(int(n)))
        wanted["placeholder"] = component.properties.get(
            "placeholder_en" if session.locale == "en" else "placeholder",
            component.properties.get("placeholder"),
        )
        wanted["autocomplete"] = component.properties.get("autocomplete")
    if isinstance(component, Number):
        bound("min", checks.minimum)
        bound("max", checks.maximum)
        digits = component.decimal_digits
        wanted["step"] = component.increment or (
            "any" if digits is None else format(10.0**-digits, f".{digits}f")
        )
        wanted["inputmode"] = "numeric" if digits == 0 else "decimal"
    if isinstance(component, DateTime):
        if component.no_past_dates and component.subtype == "date":
            wanted["min"] = session.today.isoformat()
        wanted["step"] = component.interval_minutes * 60 if component.interval_minutes else None
    if isinstance(component, FilePicker):
        wanted["accept"], wanted["data-profile"] = component.rule.accept, component.rule.name
        wanted["capture"] = "environment" if component.rule.is_photo else None
    return {name: str(value) for name, value in wanted.items() if value is not None}
