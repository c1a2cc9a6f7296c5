"""The form of a step beside its decision; what pages tell of a panel, and what they must not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.asked import asked_by
from tests.factories.panels import SCORES, Listing, PanelCast
from workflows.bootstrap import Platform

As = Callable[[str], FlaskClient]
Make = Callable[..., Listing]
SECRET = "方案抄袭他人成果"
TYPED = {key: str(value) for key, value in SCORES.items() if key != "total"}


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path, follow_redirects=True)
    return answer.get_data(as_text=True)


def test_scores_are_checked_at_their_fields_and_nothing_typed_is_lost(
    panel_cast: PanelCast, listing: Make, as_user: As
) -> None:
    case = listing().to_panel()
    expert = case.asked()[0]
    path = f"/inbox/tasks/{case.task('score', expert)}"
    client = as_user(expert)
    page = text_of(client, path)
    for label in ("创新性", "成熟度", "应用成效", "价格合理性", "服务能力", "申请回避"):
        assert label in page
    wrong = client.post(
        f"{path}/decide",
        data={**TYPED, "innovation": "101", "price": "", "action": "approve", "opinion": "好"},
    )
    assert wrong.status_code == 422
    answer = wrong.get_data(as_text=True)
    assert 'value="101"' in answer
    assert "请更正" in answer
    assert len(case.asked()) == 5
    kept = client.post(
        f"{path}/draft", data={**TYPED, "maturity": "八十", "opinion": "还在想", "_refresh": "1"}
    )
    assert "八十" in kept.json["html"]  # type: ignore[index]
    assert "八十" in text_of(client, path)
    assert "还在想" in text_of(client, path)
    done = client.post(f"{path}/decide", data={**TYPED, "action": "approve", "opinion": "好"})
    assert done.status_code == 302
    assert len(case.asked()) == 4
    page = text_of(client, path)
    assert page.count("82.2") >= 1  # the author reads what was filled in


def test_the_experts_do_not_read_whom_the_applicant_calls_a_competitor(listing: Make, as_user: As) -> None:
    case = listing(competitors=[{"competitor": "对手公司甲", "credit_code": None}]).to_panel()
    expert = case.asked()[0]
    client = as_user(expert)
    for path in (f"/inbox/tasks/{case.task('score', expert)}", f"/cases/{case.number}"):
        assert "对手公司甲" not in text_of(client, path)
        assert "云端设备管理系统" in text_of(client, path)


@pytest.mark.parametrize(("kind", "panel"), [("featured", False), ("solution", True)])
def test_what_comes_next_follows_the_way_that_the_table_chose(
    panel_cast: PanelCast, listing: Make, as_user: As, kind: str, panel: bool
) -> None:
    """14.16: a featured product passes no panel, so nobody is told that one may follow."""
    case = listing(kind=kind)
    for user_id, path in (
        (panel_cast.operator, f"/inbox/tasks/{case.task('review_operator')}"),
        (panel_cast.provider.user_id, f"/cases/{case.number}"),
    ):
        page = text_of(as_user(user_id), path)
        card = page[page.index('id="next-title"') : page.index('id="timeline-title"')]
        assert "修改产品资料" in card
        assert ("专家评分" in card) is panel


def addresses(app: Flask, case: Listing, task: str) -> list[str]:
    """Return every page that needs nothing, or a case, a task, or a place on a panel."""
    known = {"number": case.number, "task_id": task, "place": "1", "product_id": case.product_id}
    adapter, paths = app.url_map.bind("localhost"), []
    for rule in app.url_map.iter_rules():
        streams = rule.endpoint.startswith(("push.", "health.", "static"))
        if "GET" not in (rule.methods or ()) or streams or not rule.arguments <= known.keys():
            continue
        paths.append(adapter.build(rule.endpoint, {name: known[name] for name in rule.arguments}))
    return sorted(paths)


def read(client: FlaskClient, path: str, word: str) -> Iterator[tuple[str, str]]:
    """Yield (address, text) of a page, and of a search on it, except where the page is refused anyway."""
    answer = client.get(path, follow_redirects=True)
    yield path, answer.get_data(as_text=True)
    if answer.status_code not in {403, 404}:
        searching = f"{path}?text={word}&name={word}&q={word}"
        yield searching, text_of(client, searching)


@pytest.mark.long
def test_no_page_tells_what_is_sealed(app: Flask, panel_cast: PanelCast, listing: Make, as_user: As) -> None:
    """Whatever pages there are: none says what was decided, to nobody but the one who decided it."""
    case = listing().to_panel()
    author, other, *_ = case.asked()
    task = case.task("score", author)
    case.vote(author, "reject", SECRET, innovation=13, total=13.7)
    paths = addresses(app, case, task)
    assert len(paths) > 30
    assert f"/cases/{case.number}" in paths
    assert f"/inbox/tasks/{task}" in paths
    for person in (panel_cast.provider.user_id, panel_cast.operator, panel_cast.admin, other):
        client = as_user(person)
        told = [
            address
            for path in paths
            for address, page in read(client, path, SECRET[:4])
            if SECRET in page or "13.7" in page
        ]
        assert told == [], person
        refused = client.post(
            f"/inbox/tasks/{task}/decide", data={"action": "approve", "opinion": "x", **TYPED}
        )
        assert SECRET not in refused.get_data(as_text=True)
        assert "不推荐" not in refused.get_data(as_text=True)
    assert SECRET in text_of(as_user(author), f"/cases/{case.number}")


def test_the_department_reads_the_result_before_it_decides(
    panel_cast: PanelCast, listing: Make, as_user: As
) -> None:
    case = listing().to_panel()
    experts = case.asked()
    for number, expert in enumerate(experts[:3]):
        case.vote(expert, opinion=f"意见{number}", innovation=70 + number)
    client = as_user(panel_cast.department)
    page = text_of(client, f"/inbox/tasks/{case.task('review_department')}")
    for text in ("3 名推荐", "意见0", "意见2", "专家1", "标准差", "70–72"):
        assert text in page
    assert page.index("专家评审") < page.index('id="form-title"')
    party = text_of(as_user(panel_cast.provider.user_id), f"/cases/{case.number}")
    assert "3 名推荐" in party
    assert "意见0" in party
    assert "专家1" not in party
    assert "标准差" not in party


def test_the_applicant_reads_one_sentence_instead_of_a_row_for_each_expert(
    panel_cast: PanelCast, listing: Make, as_user: As
) -> None:
    """14.16: how many assess it and how many have finished; not five equal rows."""
    case = listing().to_panel()
    experts = case.asked()
    applicant = as_user(panel_cast.provider.user_id)
    for finished in (0, 1):
        page = text_of(applicant, f"/cases/{case.number}")
        assert f"{len(experts)} 人同时办理，已完成 {finished} 人" in page
        assert page.count('class="step is-now"') == 1
        case.vote(experts[finished])
    assert text_of(as_user(panel_cast.operator), f"/cases/{case.number}").count('class="step is-now"') > 1


def test_an_operator_replaces_an_expert(panel_cast: PanelCast, listing: Make, as_user: As) -> None:
    case = listing().to_panel()
    leaver = case.asked()[0]
    place = next(seat.place for seat in case.seats() if seat.expert_id == leaver)
    free = next(one for one in panel_cast.experts if one not in case.asked())
    client = as_user(panel_cast.operator)
    path = f"/cases/{case.number}/panel/{place}/replace"
    assert path in text_of(client, f"/cases/{case.number}")
    assert free in text_of(client, path)
    wrong = client.post(path, data={"expert": leaver})
    assert wrong.status_code == 422
    assert "请另选" in wrong.get_data(as_text=True)
    assert client.post(path, data={"expert": free}).status_code == 302
    case.platform.engine.run_due_jobs()
    assert free in case.asked()
    again = client.post(path, data={"expert": free}, follow_redirects=True)
    assert again.status_code == 422  # asked already
    assert as_user(panel_cast.admin).post(path, data={"expert": leaver}).status_code == 403


def test_an_operator_names_experts_on_the_page(
    platform: Platform, panel_cast: PanelCast, listing: Make, as_user: As
) -> None:
    from workflows.business.experts.models import Expert

    with platform.begin() as work:
        for expert in panel_cast.experts[4:]:
            work.session.get_one(Expert, expert).state = "suspended"
        work.session.get_one(
            Expert, panel_cast.experts[0]
        ).organisation_id = panel_cast.provider.organisation_id
    case = listing().to_panel()
    path = f"/inbox/tasks/{case.task('name_experts')}"
    client = as_user(panel_cast.operator)
    page = text_of(client, path)
    assert panel_cast.experts[1] in page
    assert panel_cast.experts[0] not in page
    wrong = client.post(f"{path}/decide", data={"action": "approve", "experts": list(panel_cast.experts[:3])})
    assert wrong.status_code == 422
    fit = list(panel_cast.experts[1:4])
    assert client.post(f"{path}/decide", data={"action": "approve", "experts": fit}).status_code == 302
    platform.engine.run_due_jobs()
    assert case.asked() == fit


def test_a_panel_costs_the_same_however_many_sit_on_it(
    platform: Platform, panel_cast: PanelCast, listing: Make, as_user: As
) -> None:
    counts = []
    for price in (20000, 2_000_000):  # five experts, seven experts
        case = listing(highest_price=price).to_panel()
        experts = case.asked()
        for expert in experts[: 3 if len(experts) == 5 else 5]:
            case.vote(expert)
        client = as_user(panel_cast.department)
        path = f"/inbox/tasks/{case.task('review_department')}"
        client.get(path)
        counts.append(len(asked_by(lambda path=path, client=client: client.get(path))))  # type: ignore[misc]
    assert counts[0] == counts[1]
