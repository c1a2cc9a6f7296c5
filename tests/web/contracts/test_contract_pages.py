"""The pages of contracts: both parties walk a contract to its signatures; strangers see nothing of it."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.asked import asked_by
from tests.factories.contracts import AMOUNT_FEN, Parties, certified, parties
from tests.factories.people import Applicant, staff
from tests.forms.files import pdf
from tests.web.people_at_work import signed_in
from workflows.bootstrap import Platform
from workflows.business.contracts import answering, drafting, templates
from workflows.business.contracts.values import ClauseRemark
from workflows.business.identity_checks.models import IdentityCheck


@pytest.fixture
def both(platform: Platform) -> Parties:
    return parties(platform)


def page_of(app: Flask, both: Parties, who: Applicant) -> FlaskClient:
    return signed_in(app, both.platform, who.user_id)


def typed_draft(text: str, **changes: Any) -> dict[str, Any]:
    """Return complete input for the form of a draft."""
    values = dict.fromkeys(re.findall(r'name="(value-[a-z_]+)"', text), "5")
    dates = {name: "2026-05-01" for name in values if name.endswith(("begin_date", "end_date"))}
    headings = dict(re.findall(r'name="(heading-\d+)"\s+value="([^"]*)"', text))
    return {
        "title": "数字化服务合同",
        **values,
        **dates,
        **headings,
        "milestone-title": ["调研", "上线", ""],
        "milestone-amount": ["4000", "8,000.00", ""],
        "milestone-due": ["2026-05-01", "2026-06-01", ""],
        "payment": "instalments",
        "deposit": "3600",
        "way": "online",
        **changes,
    }


def test_a_contract_is_walked_by_both_parties(app: Flask, both: Parties) -> None:
    contract_id = both.open()
    provider, enterprise = (page_of(app, both, one) for one in (both.provider, both.enterprise))
    home = f"/contracts/{contract_id}"
    with both.platform.begin() as work:
        chosen = next(one.id for one in templates.choices(work) if one.template_id == "technical_service")
    assert "信息化服务合同" in provider.get(f"{home}/draft").text
    assert provider.post(f"{home}/template", data={"template": chosen}).status_code == 302
    text = provider.get(f"{home}/draft").text
    wrong = {"do": "offer", "milestone-amount": ["4000", "7000", ""]}
    refused = provider.post(f"{home}/draft", data=typed_draft(text, **wrong))
    assert refused.status_code == 422
    assert "里程碑金额合计为 11,000.00 元，应等于合同金额 12,000.00 元。" in refused.text
    assert 'value="7000"' in refused.text, "what was typed stays"
    no_day = typed_draft(text, **{"milestone-due": ["x", "", ""]})
    assert provider.post(f"{home}/draft", data=no_day).status_code == 422
    own = {"own-heading": "驻场", "own-text": "乙方派一人驻场。"}
    assert provider.post(f"{home}/draft", data=typed_draft(text, do="offer", **own)).status_code == 302
    offered = both.seen(contract_id)
    assert offered.terms is not None
    assert (offered.state, offered.terms.deposit_fen) == ("offered", 360_000)
    assert sum(one.amount_fen for one in offered.terms.milestones) == AMOUNT_FEN
    assert [one.heading for one in offered.terms.clauses][-1] == "驻场"

    assert "待我办理" in enterprise.get("/contracts").text
    assert "驻场" in enterprise.get(f"{home}/compare").text
    assert "乙方派一人驻场。" in enterprise.get(f"{home}/answer").text
    assert enterprise.post(f"{home}/answer", data={"version": "1", "do": "return"}).status_code == 422
    remark = {"version": "1", "do": "return", "remark-0": "范围写清楚", "opinion": "<b>总体</b>"}
    assert enterprise.post(f"{home}/answer", data=remark).status_code == 302
    returned = provider.get(f"{home}/draft").text
    assert "范围写清楚" in returned
    assert "&lt;b&gt;总体" in returned
    again = typed_draft(returned, do="offer", **{"text-0": "仅提供诊断服务。"})
    assert provider.post(f"{home}/draft", data=again).status_code == 302
    compared = enterprise.get(f"{home}/compare?before=1&after=2").text
    assert "<ins" in compared
    assert "<del" in compared
    assert enterprise.get(f"{home}/preview.pdf").data.startswith(b"%PDF-")
    assert enterprise.post(f"{home}/answer", data={"version": "2", "do": "agree"}).status_code == 302

    for who, client in ((both.provider, provider), (both.enterprise, enterprise)):
        assert "svg" in client.get(f"{home}/sign").text
        assert client.post(f"{home}/sign/code").status_code == 200
        assert client.post(f"{home}/sign", data={"code": "12"}).status_code == 422
        assert client.post(f"{home}/sign", data={"code": both.code()}).status_code == 302, who
        assert 'hx-trigger="every' not in client.get(f"{home}/sign?part=1").text
    signed = provider.get(home).text
    assert "已生效" in signed
    document = both.seen(contract_id).documents[-1].id
    answer = provider.get(f"{home}/documents/{document}")
    assert answer.data == both.pdf(contract_id)
    assert answer.headers["Cache-Control"] == "private, no-store"

    said = app.test_client().post("/verify", data={"file": (BytesIO(answer.data), "合同.pdf")})
    assert "验签通过，文件未被改动" in said.text
    assert said.text.count("签名有效") == 2
    changed = answer.data[:9000] + bytes([answer.data[9000] ^ 1]) + answer.data[9001:]
    assert (
        "文件已被改动" in app.test_client().post("/verify", data={"file": (BytesIO(changed), "x.pdf")}).text
    )
    assert app.test_client().post("/verify").status_code == 422


def test_an_identity_check_signs_from_the_page(app: Flask, both: Parties) -> None:
    """Asked for on the page of signing, passed at the service, and used there once."""
    contract_id = both.agreed()
    provider, enterprise = (page_of(app, both, one) for one in (both.provider, both.enterprise))
    home = f"/contracts/{contract_id}/sign"
    chosen = {"person_role": "legal_person", "method": "bank_card"}
    refused = provider.post(f"{home}/checks", data={**chosen, "method": "iris"})
    assert (refused.status_code, "请选择核验方式" in refused.text) == (422, True)
    assert enterprise.post(f"{home}/checks", data=chosen).status_code == 403, "not their turn"
    begun = provider.post(f"{home}/checks", data=chosen)
    number = begun.headers["Location"].rpartition("/")[2]
    assert "签署合同" in provider.get(begun.headers["Location"]).text
    assert begun.headers["Location"] in provider.get(home).text, "the way back to what was begun"
    assert provider.post(home, data={"check": number}).status_code == 409, "it is not passed yet"
    with both.platform.begin() as work:
        row = work.session.get_one(IdentityCheck, number)
        row.state, row.decided_at, row.next_ask_at = "passed", work.now, None
    assert f'name="check" value="{number}"' in provider.get(home).text
    assert provider.post(home, data={"check": number}).status_code == 302
    signed = both.seen(contract_id)
    assert [(one.party, one.proved_by) for one in signed.signatures] == [("provider", "identity")]
    assert "实名核验" in provider.get(f"/contracts/{contract_id}").text
    assert enterprise.post(home, data={"check": number}).status_code == 404, "of the other organisation"


def test_the_paper_way_by_pages(app: Flask, both: Parties) -> None:
    contract_id = both.agreed(way="paper")
    provider, enterprise = (page_of(app, both, one) for one in (both.provider, both.enterprise))
    home = f"/contracts/{contract_id}"
    assert provider.post(f"{home}/scan/submit").status_code == 422
    refused = provider.post(f"{home}/scan", data={"scan": (BytesIO(b"no"), "a.pdf")})
    assert refused.status_code == 422
    sent = {"scan": (BytesIO(pdf()), "合同.pdf"), "invoice": (BytesIO(pdf()), "发票.pdf")}
    assert provider.post(f"{home}/scan", data=sent).status_code == 302
    invoice = both.seen(contract_id).documents[-1]
    assert provider.post(f"{home}/scan/{invoice.id}/remove").status_code == 302
    assert provider.post(f"{home}/scan/submit").status_code == 302
    assert enterprise.post(f"{home}/scan/answer", data={"do": "return"}).status_code == 422
    assert (
        enterprise.post(f"{home}/scan/answer", data={"do": "return", "reason": "不清晰"}).status_code == 302
    )
    assert "不清晰" in provider.get(home).text
    assert provider.post(f"{home}/scan/submit").status_code == 302
    assert enterprise.post(f"{home}/scan/answer", data={"do": "confirm"}).status_code == 302
    assert both.seen(contract_id).state == "signed"


def test_withdrawing_and_refusing_need_a_reason(app: Flask, both: Parties) -> None:
    first, second = both.offered(), both.offered()
    provider, enterprise = (page_of(app, both, one) for one in (both.provider, both.enterprise))
    assert provider.post(f"/contracts/{first}/withdraw").status_code == 422
    assert provider.post(f"/contracts/{first}/withdraw", data={"reason": "停工"}).status_code == 302
    assert "停工" in enterprise.get(f"/contracts/{first}").text
    refuse = {"version": "1", "do": "refuse"}
    assert enterprise.post(f"/contracts/{second}/answer", data=refuse).status_code == 422
    assert enterprise.post(f"/contracts/{second}/answer", data={**refuse, "reason": "贵"}).status_code == 302
    assert both.seen(second).state == "abandoned"


def test_strangers_see_no_page_of_it(app: Flask, both: Parties) -> None:
    contract_id = both.signed()
    document = both.seen(contract_id).documents[-1].id
    stranger = certified(both.platform, "enterprise", "别家", 804, with_seal=False)
    client = page_of(app, both, stranger)
    for path in ("", "/draft", "/answer", "/sign", "/compare", "/preview.pdf", f"/documents/{document}"):
        assert client.get(f"/contracts/{contract_id}{path}").status_code == 404, path
    assert both.seen(contract_id).number not in client.get("/contracts").text


def test_operators_keep_templates_by_pages(app: Flask, platform: Platform) -> None:
    with platform.begin() as work:
        templates.load_delivered(work)
    client = signed_in(app, platform, staff(platform, "operator"))
    assert "软件订阅服务合同" in client.get("/contract-templates").text
    begun = client.post("/contract-templates/subscription/versions")
    page = begun.headers["Location"]
    form = client.get(page).text
    inputs = re.findall(r'name="((?:heading|variable|label|label_en)-\d+)"\s+value="([^"]*)"', form)
    texts = re.findall(r'name="(text-\d+)".*?>([^<]*)</textarea>', form, re.DOTALL)
    typed: dict[str, Any] = {name: unescape(value) for name, value in [*inputs, *texts]}
    typed |= {"title": "订阅合同（新版）"}
    unknown = client.post(page, data={**typed, "text-0": "{{nothing}}", "do": "publish"})
    assert unknown.status_code == 422
    assert "未定义的变量“nothing”" in unknown.text
    assert client.get(f"{page}/preview.pdf").data.startswith(b"%PDF-")
    assert client.post(page, data={**typed, "do": "publish"}).status_code == 302
    shown = client.get(page).text
    assert "已发布" in shown
    assert "订阅合同（新版）" in shown
    assert client.post(page, data=typed).status_code == 409
    other = client.post("/contract-templates/subscription/versions").headers["Location"]
    assert client.post(f"{other}/discard").status_code == 302
    assert client.get(other).status_code == 404
    stranger = signed_in(app, platform, staff(platform, "department"))
    assert stranger.get("/contract-templates").status_code == 403


def test_what_waits_is_on_the_workbench_of_whose_turn_it_is(app: Flask, both: Parties) -> None:
    both.open()
    both.offered()
    waits = "待我办理的合同"
    provider, enterprise = (page_of(app, both, one) for one in (both.provider, both.enterprise))
    for path in ("/workbench", "/workbench/to-do"):
        assert "起草合同" in (said := provider.get(path).text)
        assert "答复合同草稿" not in said
        assert "答复合同草稿" in enterprise.get(path).text
    stranger = page_of(app, both, certified(both.platform, "provider", "别家", 805, with_seal=False))
    operator = signed_in(app, both.platform, staff(both.platform, "operator"))
    assert all(waits not in client.get("/workbench/to-do").text for client in (stranger, operator))


def test_lists_and_pages_cost_the_same_however_much_there_is(app: Flask, both: Parties) -> None:
    """Versions with remarks, and contracts in every list, grow from two and one to three and three."""
    first = both.offered()
    _returned_and_offered(both, first, 1)
    provider, enterprise = (page_of(app, both, one) for one in (both.provider, both.enterprise))
    pages = ("/contracts", f"/contracts/{first}", f"/contracts/{first}/compare", "/workbench")
    read = [(client, path) for client in (provider, enterprise) for path in pages]
    both.open()
    few = [asked(client, path) for client, path in read]
    _returned_and_offered(both, first, 2)
    both.offered()
    both.open()
    assert [asked(client, path) for client, path in read] == few


def _returned_and_offered(both: Parties, contract_id: str, number: int) -> None:
    remarks = [ClauseRemark("breach", "违约金过高"), ClauseRemark("scope", "写清楚")]
    both.act(both.enterprise, answering.give_back, contract_id, number, remarks=remarks, opinion="请修改")
    both.act(both.provider, drafting.offer, contract_id, both.draft(contract_id))


def asked(client: FlaskClient, path: str) -> int:
    """Return how many statements a page costs on a warm connection; pages of contracts ask none twice."""
    assert client.get(path).status_code == 200, path
    statements = [repr(one) for one in asked_by(lambda: client.get(path))]
    twice = [one for one in statements if statements.count(one) > 1]
    assert not twice or not path.startswith("/contracts"), path
    return len(statements)
