"""Which elements of a diagram differ, to be painted on the newer one."""

from __future__ import annotations

from workflows.administration.repair_values import Names
from workflows.studio.drawn_differences import drawn_difference
from workflows.studio.new_process import DIAGRAM, files
from workflows.studio.values import DrawnDifference, NewProcess

OLD = files(NewProcess("leave", "请假", "Leave"))[DIAGRAM]
NOTHING = DrawnDifference((), (), (), (), 0)


def of(*changes: tuple[str, str]) -> DrawnDifference | None:
    text = OLD.decode()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return drawn_difference(OLD, text.encode())


def test_an_element_that_says_something_else_is_changed_and_what_is_around_it_is_not() -> None:
    assert of(('name="审核"', 'name="终审"')) == DrawnDifference((), ("review",), (), (), 0)
    assert of(("&#34;operator&#34;", "&#34;finance&#34;")) == of(('name="审核"', 'name="终审"'))


def test_a_flow_that_leads_elsewhere_changes_neither_of_its_ends() -> None:
    moved = of(('sourceRef="review" targetRef="done"', 'sourceRef="submitted" targetRef="done"'))
    assert moved == DrawnDifference((), (), ("to_done",), (), 0)


def test_what_is_added_stands_on_the_diagram_and_what_is_gone_beside_it() -> None:
    renamed = of(
        ('"review"', '"other"'), ("review<", "other<"), ('"to_done"', '"to_end"'), ("to_done<", "to_end<")
    )
    assert renamed is not None
    assert (renamed.added, renamed.removed, renamed.removed_lines) == (
        ("other",),
        (Names("审核", "Review"),),
        1,
    )
    assert "to_end" in renamed.lines


def test_nothing_is_painted_where_only_places_differ_or_nothing_can_be_read() -> None:
    assert of(('x="', 'x="1')) is None
    assert drawn_difference(OLD, b"<a") is None
    assert drawn_difference(b"", OLD) is None
