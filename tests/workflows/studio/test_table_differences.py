"""Which rules of which decisions differ, cell by cell."""

from __future__ import annotations

from workflows.packages import package_files
from workflows.studio.element_order import merged
from workflows.studio.table_differences import table_differences
from workflows.studio.values import CellDifference, RowDifference, TableDifference

OLD = package_files("enterprise_registration")["admission.dmn"]
RULE = b"""<rule id="another">
  <inputEntry id="a"><text>"inside"</text></inputEntry><inputEntry id="b"><text>-</text></inputEntry>
  <inputEntry id="c"><text>-</text></inputEntry><outputEntry id="d"><text>"ordinary"</text></outputEntry>
</rule><rule id="admission_rule2">"""


def of(*changes: tuple[bytes, bytes]) -> tuple[TableDifference, ...]:
    text = OLD
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return table_differences(OLD, text)


def same(text: str) -> CellDifference:
    return CellDifference(text, text)


def test_a_cell_that_says_something_else_is_shown_within_its_rule() -> None:
    (table,) = of((b'not("outside")', b'not("abroad")'))
    assert (table.names.zh, table.names.en, table.how) == ("注册资格", "Who may register", "changed")
    assert [one.en for one in table.columns][:2] == ["Region", "Branch within the region"]
    region = CellDifference('not("outside")', 'not("abroad")')
    assert table.rows == (RowDifference(1, "changed", (region, same("-"), same("-"), same('"enterprise"'))),)


def test_a_rule_in_between_changes_none_of_those_behind_it() -> None:
    (table,) = of((b'<rule id="admission_rule2">', RULE))
    assert [(row.number, row.how) for row in table.rows] == [(2, "added")]
    (back,) = table_differences(OLD.replace(b'<rule id="admission_rule2">', RULE), OLD)
    assert [(row.number, row.how) for row in back.rows] == [(None, "removed")]
    assert back.rows[0].cells[0] == CellDifference('"inside"', "")


def test_the_hit_policy_of_a_table_without_other_rules_is_told() -> None:
    (table,) = of((b'hitPolicy="UNIQUE"', b'hitPolicy="FIRST"'))
    assert (table.hit_policy, table.rows) == (CellDifference("UNIQUE", "FIRST"), ())


def test_a_decision_that_is_gone_or_new_is_shown_with_all_its_rules() -> None:
    gone, new = of((b'<decision id="admission"', b'<decision id="entry"'))
    assert {gone.how, new.how} == {"removed", "added"}
    assert {row.how for row in gone.rows} == {gone.how}
    assert len(gone.rows) == len(new.rows) > 1


def test_what_cannot_be_read_or_is_the_same_shows_nothing() -> None:
    assert of() == table_differences(OLD, b"<a") == table_differences(b"", OLD) == ()


def test_what_is_gone_stands_behind_what_it_stood_behind() -> None:
    assert merged("abcd", "xbd") == ["a", "x", "b", "c", "d"]
    assert merged("ab", "ba") == ["b", "a"]
