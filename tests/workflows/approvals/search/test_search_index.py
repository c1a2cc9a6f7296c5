"""Finding cases by what was said in them, by business fields, and by how their tasks stand."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from unicodedata import normalize

import pytest
from sqlalchemy import select

from tests.factories.people import staff
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases import item_queries, withdraw_and_urge
from workflows.approvals.inbox import lists
from workflows.approvals.inbox.computed_kinds import kind_of
from workflows.approvals.inbox.filter_fields import FieldChoice, field_choices
from workflows.approvals.models import WorkItem
from workflows.approvals.search.models import CaseField, SearchEntry
from workflows.approvals.search.search_index import matching_texts, said, typed
from workflows.approvals.tasks import assignment
from workflows.approvals.values import FieldFilter, Filters
from workflows.ground.fulltext import document, matches

PROCESS = "enterprise_registration"
HERE = Path(__file__).parent
FORMS = {name: (HERE / name).read_bytes() for name in ("kinds_of_fields.bpmn", "kinds_of_fields.form")}


def numbers(story: Story, user_id: str, filters: Filters, **how: object) -> list[str]:
    page = story.read(user_id, lists.to_do, filters, **how)
    assert page.total == len(page.items)
    return [item.case.number[-1] for item in page.items]


@pytest.fixture
def three(story: Story, clock: FixedClock) -> Story:
    for number, changes in (
        (1, {"registered_capital": 80, "size_class": "small", "founded_on": "2001-05-06"}),
        (2, {"registered_capital": 1200.5, "size_class": "medium", "founded_on": "2015-01-01"}),
        (3, {"registered_capital": 9, "size_class": "small"}),
    ):
        who = story.applicant(name=f"申请人{number}")
        story.submit(who, story.data(number, **changes))
        clock.pass_time(hours=1)
    return story


def test_words_of_title_applicant_and_number_find_a_task(three: Story):
    for text, expected in (
        ("长沙第2机械", ["2"]), ("申请人3", ["3"]), ("qy-2026-000001", ["1"]), ("机械 申请人1", ["1"]),
        ("机械", ["1", "2", "3"]), ("株洲", []), ("!?", []), ("' | 'x", []),
    ):  # fmt: skip
        assert numbers(three, three.window, Filters(text=text)) == expected, text


def test_a_word_is_found_in_every_form_in_which_it_is_written(three: Story):
    """Whether a text is looked at as it stands or in its plain form: what Python finds, and no more."""
    texts = (
        "第１２号",
        "第12号",
        "金額",
        "\ufa0c長",
        "cafe\u0301",
        "cafe 12",
        "ＡＢ机械",
        "机 械",
        "㈱机械",
        "が12",
    )
    terms = ("12", "１２", "第12", "\ufa0c", "cafe", "café", "AB机械", "机械", "長", "額", "か", "か\u3099")
    case_id = three.to_do(three.window)[0].case.id
    with three.platform.begin() as work:
        for text in texts:
            entry = SearchEntry(id=text, case_id=case_id, kind="name", text=text, document=document(text))
            entry.added_at = work.now
            work.session.add(entry)
        work.session.flush()
        for term in terms:
            rows = select(SearchEntry.id).where(SearchEntry.id.in_(texts), said(term))
            plain = {text: normalize("NFKC", text).casefold() for text in texts}
            wanted = normalize("NFKC", term).casefold()
            asked = select(SearchEntry.id).where(
                SearchEntry.id.in_(texts), matches(SearchEntry.document, term)
            )
            expected = {text for text in work.session.scalars(asked) if wanted in plain[text]}
            assert set(work.session.scalars(rows)) == expected, term


def test_an_opinion_finds_the_case_for_those_who_may_see_it(three: Story):
    (first, *_) = three.to_do(three.window)
    three.decide(three.window, first.task_id, "return", opinion="执照照片模糊，请重新上传")
    wanted = Filters(text="照片模糊")
    page = three.read(three.window, lists.done, wanted)
    assert [item.case.number[-1] for item in page.items] == ["1"]
    assert three.read(three.elsewhere, lists.all_cases, wanted).items == ()
    texts = three.read(three.window, lambda w, v: matching_texts(w, v.user_id, [first.case.id], "照片"))
    assert texts == {first.case.id: ["执照照片模糊，请重新上传"]}


def test_the_opinion_of_a_sealed_line_is_found_by_its_author_only(three: Story):
    from workflows.approvals.models import CaseEvent

    (first, *_) = three.to_do(three.window)
    three.decide(three.window, first.task_id, "return", opinion="方案平平")
    with three.platform.begin() as work:
        line = work.session.scalars(select(CaseEvent).where(CaseEvent.opinion == "方案平平")).one()
        line.secrecy = "sealed"
    wanted = Filters(text="平平")
    assert three.read(three.operator, lists.all_cases, wanted).total == 0
    assert three.read(three.window, lists.all_cases, wanted).total == 1
    with three.platform.begin() as work:
        work.session.get_one(CaseEvent, line.id).secrecy = "closed"
    assert three.read(three.operator, lists.all_cases, wanted).total == 1


def test_handed_in_again_a_case_is_found_by_both_names_and_its_new_fields(three: Story, clock: FixedClock):
    (first, *_) = three.to_do(three.window)
    three.decide(three.window, first.task_id, "return", opinion="名称与执照不符")
    with three.platform.begin() as work:
        task = work.session.scalars(select(WorkItem).where(WorkItem.addressed)).one()
        applicant, task_id = task.assignee, task.task_id
    assert applicant is not None
    data = three.data(1, name="长沙星河机械有限公司", registered_capital=500)
    three.decide(applicant, task_id, "submit", data=data)
    for text in ("星河", "第1机械"):
        assert numbers(three, three.window, Filters(text=text)) == ["1"], text
    with three.platform.begin() as work:
        kept = work.session.scalars(
            select(CaseField.number).where(CaseField.case_id == first.case.id, CaseField.number == 500)
        )
        assert len(list(kept)) == 1
        entries = select(SearchEntry).where(SearchEntry.case_id == first.case.id, SearchEntry.kind == "name")
        assert len(list(work.session.scalars(entries))) == 2


def test_declared_fields_compare_by_their_type(three: Story):
    def found(*fields: FieldFilter) -> list[str]:
        return numbers(three, three.window, Filters(process_id=PROCESS, fields=fields))

    capital = "registered_capital"
    assert found(FieldFilter(capital, "number", at_least="80")) == ["1", "2"]
    assert found(FieldFilter(capital, "number", at_least="80", at_most="1000")) == ["1"]
    assert found(FieldFilter(capital, "number", at_most="many")) == []
    assert found(FieldFilter("size_class", "choice", equal="small")) == ["1", "3"]
    assert found(FieldFilter("founded_on", "date", at_least="2010-01-01")) == ["2"]
    assert found(
        FieldFilter("size_class", "choice", equal="small"), FieldFilter(capital, "number", at_most="10")
    ) == ["3"]


def test_choices_say_fields_in_words(three: Story):
    choices = three.read(three.window, lambda w, _v: field_choices(w, PROCESS, "zh-CN"))
    by_name = {choice.name: choice for choice in choices}
    assert by_name["registered_capital"].kind == "number"
    assert by_name["registered_capital"].label == "注册资本（万元）"
    assert ("small", "小型") in by_name["size_class"].options
    assert three.read(three.window, lambda w, _v: field_choices(w, "nonsense", "en")) == []


def test_options_that_a_list_of_the_platform_offers_are_chosen_in_words(three: Story, statements: list[str]):
    def choices(locale: str) -> dict[str, FieldChoice]:
        by_namees = three.read(three.window, lambda w, _v: field_choices(w, "provider_registration", locale))
        return {choice.name: choice for choice in by_namees}

    chinese, english = choices("zh-CN"), choices("en")
    assert (chinese["service_scope"].kind, chinese["founded_on"].kind) == ("choice", "date")
    with three.platform.begin(staff(three.platform, "admin")) as work:
        work.repository.deploy(FORMS)
    statements.clear()
    with three.platform.begin() as work:
        by_name = {one.name: one for one in field_choices(work, "kinds_of_fields", "zh-CN")}
    assert len(statements) <= 8, "not one for each field"
    assert {name: one.kind for name, one in by_name.items()} == {
        "place": "choice", "day": "date", "moment": "date", "hour": "text", "total": "number",
        "days": "number", "later": "date", "large": "flag", "words": "text", "seldom": "number",
    }  # fmt: skip
    assert ("430100", "长沙市") in by_name["place"].options
    assert english["service_scope"].options != chinese["service_scope"].options


def test_a_moment_is_found_by_its_day(three: Story):
    with three.platform.begin() as work:
        case_id = three.to_do(three.window)[0].case.id
        held = {"process_id": PROCESS, "position": 0, "name": "moment", "case_id": case_id}
        work.session.add(CaseField(**held, **typed("2026-03-02T09:30")))
        work.session.add(CaseField(**held | {"position": 1}, **typed("2026-03-05T23:30:00Z")))
        days = work.session.scalars(select(CaseField.day).where(CaseField.name == "moment"))
        assert [str(day) for day in days] == ["2026-03-02", "2026-03-06"]


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("a * 2 + 1", "number"),
        ('(date(until) - date(since)) / duration("P1D") + 1', "number"),
        ("if since = null then null else (date(until) - date(since)).days + 1", "number"),
        ("sum(for one in items return if one.price = null then 0 else one.price)", "number"),
        ("if a > 3 then a else null", "number"),
        ('date(since) + duration("P10D")', "date"),
        ("max(a, 3)", "number"),
        ("a > 3 and since != null", "flag"),
        ('string(a) + " 元"', "text"),
        ('if a > 3 then "large" else a', None),
        ("since", "date"),
        ("nobody knows", None),
        ("a +", None),
    ],
)
def test_an_expression_tells_what_it_gives(expression: str, kind: str | None):
    assert kind_of(expression, {"a": "number", "since": "date", "until": "date"}, ()) == kind


def test_how_a_task_stands_narrows_the_list(three: Story, clock: FixedClock):
    (first, second, third) = three.to_do(three.window)
    three.act(three.window, assignment.claim, second.task_id)
    with three.platform.begin() as work:
        work.session.get_one(WorkItem, third.task_id).priority = 80
        work.session.get_one(WorkItem, first.task_id).due_at = clock.now - timedelta(hours=1)
    window = three.window
    assert numbers(three, window, Filters(held="mine")) == ["2"]
    assert numbers(three, window, Filters(held=window)) == ["2"]
    assert numbers(three, window, Filters(held="free")) == ["1", "3"]
    assert numbers(three, window, Filters(priority="high")) == ["3"]
    assert numbers(three, window, Filters(priority="normal")) == ["1", "2"]
    assert numbers(three, window, Filters(due="overdue")) == ["1"]
    assert numbers(three, window, Filters(due="today")) == ["1"]
    assert numbers(three, window, Filters(due="60")) == ["1", "2", "3"]
    assert numbers(three, window, Filters(step="review")) == ["1", "2", "3"]
    assert numbers(three, window, Filters(step="correct")) == []
    assert numbers(three, window, Filters(group="window:430100")) == ["1", "2", "3"]
    assert numbers(three, window, Filters(region="430100", state="in_review")) == ["1", "2", "3"]
    assert numbers(three, window, Filters(cluster="nowhere")) == []


def test_urged_and_returned_cases_can_be_picked_out(three: Story):
    (first, second, _) = three.to_do(three.window)
    with three.platform.begin() as work:
        applicant = work.session.get_one(WorkItem, second.task_id)
        owner = item_queries.case(work, story_viewer(three), applicant.case_id).applicant_id
    three.act(owner, withdraw_and_urge.urge, second.case.id)
    three.decide(three.window, first.task_id, "return", opinion="补正")
    assert numbers(three, three.window, Filters(urged=True)) == ["2"]
    assert numbers(three, three.window, Filters(returned=True)) == []
    returned = three.read(three.operator, lists.all_cases, Filters(returned=True))
    assert [case.number[-1] for case in returned.items] == ["1"]
    marks = three.read(three.window, lambda w, _v: lists.happened(w, [second.case.id], "urged", "return"))
    assert marks == {second.case.id: frozenset({"urged"})}


def story_viewer(story: Story):
    from tests.factories.people import viewer

    return viewer(story.platform, story.operator)


def test_by_applicant_pages_join_both_ways(three: Story, clock: FixedClock):
    for number in (4, 5, 6):
        three.submit(three.applicant(), three.data(number))
    expected = numbers(three, three.window, Filters(), sort="applicant", limit=50)
    assert sorted(expected) == expected == ["1", "2", "3", "4", "5", "6"]
    listed, after = [], None
    while True:
        page = three.read(three.window, lists.to_do, sort="applicant", after=after, limit=2)
        assert page.total == 6
        listed += [item.case.number[-1] for item in page.items]
        if page.after is None:
            break
        after = page.after
    assert listed == expected
    back = three.read(three.window, lists.to_do, sort="applicant", before=page.before, limit=2)
    assert [item.case.number[-1] for item in back.items] == ["3", "4"]


@pytest.mark.parametrize("sort", ["oldest", "newest", "due", "priority", "applicant"])
def test_filtered_pages_join_both_ways(three: Story, sort: str):
    wanted = Filters(text="机械")
    whole = numbers(three, three.window, wanted, sort=sort)
    first = three.read(three.window, lists.to_do, wanted, sort=sort, limit=2)
    second = three.read(three.window, lists.to_do, wanted, sort=sort, limit=2, after=first.after)
    again = three.read(three.window, lists.to_do, wanted, sort=sort, limit=2, before=second.before)
    shown = [item.case.number[-1] for item in (*first.items, *second.items)]
    assert (shown, again.items, first.before, second.after) == (whole, first.items, None, None)


def test_many_filters_are_counted_by_four_statements(three: Story, statements: list[str]):
    def cost(*texts: str) -> int:
        statements.clear()
        wanted = {text: Filters(text=text) for text in texts}
        counts = three.read(three.window, lists.counts_of, wanted)
        assert counts == {text: 3 if text == "机械" else 0 for text in texts}
        return len(statements)

    assert cost("机械", "x1", "x2", "x3", "x4", "x5") == cost("机械")
