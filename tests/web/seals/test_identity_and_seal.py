"""The way to a seal, with each way in which an identity check can go wrong, over HTTP."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.factories.seals import names_legal_person, passed_check, sealed
from tests.web.people_at_work import signed_in
from tests.web.wallet.sandbox import Market, market
from tests.workflows.business.agents.conftest import LI, certified_enterprise
from tests.workflows.conftest import FixedClock
from tests.workflows.people.sub_accounts.conftest import certified_provider
from workflows.business.identity_checks.models import IdentityCheck, IdentityNotice
from workflows.business.identity_checks.operations import ASK_UNTIL, MOST_A_DAY, follow
from workflows.business.identity_checks.service import IdentityResult
from workflows.business.identity_sandbox.models import SandboxIdentityNotice
from workflows.business.seals.models import Seal
from workflows.business.seals.operations import revoke_seal
from workflows.business.seals.queries import has_valid_seal
from workflows.ground.settings import Settings
from workflows.notices.models import Message


@pytest.fixture
def at(settings: Settings, clock: FixedClock) -> Iterator[Market]:
    with market(settings, clock, TESTING=True, WTF_CSRF_ENABLED=False) as served:
        names_legal_person(served.platform, served.team.owner.organisation_id, "张三")
        yield served


def begin(at: Market, method: str = "face") -> str:
    answer = at.owner.post("/seal/checks", data={"person_role": "legal_person", "method": method})
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"].rpartition("/")[2])


def sandbox_page(at: Market, number: str) -> str:
    """Go to the service's page as the person does; return its path."""
    page = at.owner.get(f"/seal/checks/{number}").text
    link = re.search(r'href="(http[^"]+/sandbox/identity/check\?[^"]+)"', page)
    assert link, page
    answer = at.app.test_client().get(link[1].replace("&amp;", "&").removeprefix(at.address))
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def prove(at: Market, behaviour: str, method: str = "face") -> str:
    """Begin a check, let this come of it, and let everything run that is due now; return its number."""
    number = begin(at, method)
    answer = at.app.test_client().post(sandbox_page(at, number), data={"behaviour": behaviour})
    assert answer.status_code == 302, answer.text
    at.run()
    return number


def state(at: Market, number: str) -> str:
    with at.platform.begin() as work:
        return work.session.get_one(IdentityCheck, number).state


def outcomes(at: Market) -> list[str]:
    with at.platform.begin() as work:
        return list(work.session.scalars(select(IdentityNotice.outcome).order_by(IdentityNotice.id)))


def answers(at: Market) -> list[str]:
    with at.platform.begin() as work:
        rows = select(SandboxIdentityNotice.answer).order_by(SandboxIdentityNotice.due_at)
        return list(work.session.scalars(rows))


def ask_by_itself(at: Market) -> None:
    with at.platform.begin() as work:
        work.jobs.begin_periodic("identity_check.ask_due")
    at.platform.engine.run_due_jobs()


def is_sealed(at: Market) -> bool:
    with at.platform.begin() as work:
        return has_valid_seal(work, at.team.owner.organisation_id)


def make(at: Market, number: str, **form: object) -> int:
    return at.owner.post("/seal", data={"check": number, "source": "drawn", **form}).status_code


def test_who_proves_who_they_are_has_a_seal_and_is_told(at: Market) -> None:
    number = prove(at, "good")
    assert (state(at, number), outcomes(at), answers(at)) == ("passed", ["passed"], ["success"])
    page = at.owner.get(f"/seal/checks/{number}").text
    assert "请在 24 小时内制作签章" in page
    assert "/sandbox/identity" not in page
    assert "第 2 步" in at.owner.get("/seal").text
    assert not is_sealed(at)
    assert make(at, number) == 302
    assert is_sealed(at)
    page = at.owner.get("/seal").text
    assert all(words in page for words in ("有效", "张三", "证书序列号", "指纹", "吊销签章"))
    picture = re.search(r'src="(/seal/[^"]+/picture\.png)"', page)
    assert picture
    with Image.open(io.BytesIO(at.owner.get(picture[1]).data)) as drawn:
        assert (drawn.format, drawn.mode, drawn.width) == ("PNG", "RGBA", drawn.height)
        assert drawn.getpixel((2, 2))[3] == 0, "no background"
    pem = at.owner.get(picture[1].replace("picture.png", "certificate.pem")).text
    assert "BEGIN CERTIFICATE" in pem
    assert "PRIVATE" not in pem
    with at.platform.begin() as work:
        told = work.session.scalars(select(Message)).all()
        assert [(one.template, one.user_id) for one in told] == [("seal_made", at.team.owner.user_id)]
    assert make(at, number) == 409, "one check, one seal"


def test_the_browser_that_comes_back_proves_nothing(at: Market) -> None:
    number = begin(at)
    sandbox_page(at, number)
    for words in ("", "?state=passed", "?part=1"):
        assert "等待核验结果" in at.owner.get(f"/seal/checks/{number}{words}").text
    assert make(at, number) == 409
    assert not is_sealed(at)


@pytest.mark.parametrize("behaviour", ["mismatch", "face", "not_legal_person", "cancelled", "other_person"])
def test_what_is_refused_makes_no_seal_and_says_why(at: Market, behaviour: str) -> None:
    number = prove(at, behaviour)
    reasons = {
        "mismatch": "姓名与证件号码不符", "face": "人脸比对未通过", "not_legal_person": "与登记的企业信息",
        "cancelled": "核验已取消", "other_person": "与申请不一致",
    }  # fmt: skip
    assert state(at, number) in ("refused", "cancelled")
    assert reasons[behaviour] in at.owner.get(f"/seal/checks/{number}").text
    assert make(at, number) == 409
    assert not is_sealed(at)


def test_a_bank_card_proves_an_identity_too_and_what_is_typed_stays_at_the_service(at: Market) -> None:
    refused = prove(at, "card", "bank_card")
    assert state(at, refused) == "refused"
    assert "银行卡号和预留手机号不一致" in at.owner.get(f"/seal/checks/{refused}").text
    number = begin(at, "bank_card")
    page = sandbox_page(at, number)
    shown = at.app.test_client().get(page).text
    assert ("银行卡四要素" in shown, "人脸比对未通过" in shown) == (True, False)
    assert at.app.test_client().post(page, data={"behaviour": "face"}).status_code == 422
    assert at.app.test_client().post(page, data={"behaviour": "good"}).status_code == 302
    at.run()
    assert state(at, number) == "passed"
    assert "银行卡四要素核验" in at.owner.get(f"/seal/checks/{number}").text
    assert make(at, number) == 302
    assert is_sealed(at)


def test_a_way_that_there_is_not_is_refused_at_its_field(at: Market) -> None:
    answer = at.owner.post("/seal/checks", data={"person_role": "legal_person", "method": "iris"})
    assert (answer.status_code, "请选择核验方式" in answer.text) == (422, True)


@pytest.mark.parametrize("changed", ["method", "purpose"])
def test_a_result_of_another_way_or_for_another_purpose_is_a_refusal(at: Market, changed: str) -> None:
    number = begin(at)
    with at.platform.begin() as work:
        check = work.session.get_one(IdentityCheck, number)
        said = IdentityResult(
            number, "SI1", check.person, check.credit_code, check.method, check.purpose, "passed", "",
            work.now,
        )  # fmt: skip
        other = {"method": "bank_card", "purpose": "signing"}[changed]
        assert follow(work, check.service, replace(said, **{changed: other})) == "contradicted"
    assert state(at, number) == "refused"
    assert make(at, number) == 409


def test_two_notices_count_once(at: Market) -> None:
    number = prove(at, "twice")
    at.run(minutes=2)
    assert (state(at, number), outcomes(at), answers(at)) == ("passed", ["passed"], ["success", "success"])


def test_a_forged_notice_is_refused_and_nothing_is_kept(at: Market) -> None:
    number = prove(at, "forged")
    assert (answers(at), outcomes(at), state(at, number)) == (["fail"], [], "waiting")
    at.clock.pass_time(minutes=2)
    ask_by_itself(at)
    assert state(at, number) == "waiting"


@pytest.mark.parametrize("behaviour", ["never", "late"])
def test_without_a_notice_the_platform_asks_by_itself(at: Market, behaviour: str) -> None:
    number = prove(at, behaviour)
    assert state(at, number) == "waiting"
    at.clock.pass_time(minutes=2)
    ask_by_itself(at)
    assert state(at, number) == "passed"
    at.run(minutes=9)
    assert outcomes(at) == ([] if behaviour == "never" else ["late"])


def test_what_is_never_answered_expires(at: Market) -> None:
    number = prove(at, "silent")
    at.clock.pass_time(minutes=31)
    assert "已过期" in at.owner.get(f"/seal/checks/{number}").text
    ask_by_itself(at)
    assert state(at, number) == "expired", "the service says so, signed"
    with at.platform.begin() as work:
        work.session.get_one(IdentityCheck, number).state = "waiting"
    at.clock.pass_time(seconds=ASK_UNTIL.total_seconds())
    with at.platform.begin() as work:
        work.jobs.begin_periodic("identity_check.ask_due")
    at.platform.engine.run_due_jobs()
    with at.platform.begin() as work:
        row = work.session.get_one(IdentityCheck, number)
        assert (row.state, row.next_ask_at) == ("expired", None)


def test_a_check_counts_for_a_day(at: Market) -> None:
    number = prove(at, "good")
    at.clock.pass_time(hours=25)
    later = signed_in(at.app, at.platform, at.team.owner.user_id)
    assert "不再有效" in later.get(f"/seal/checks/{number}").text
    assert later.post("/seal", data={"check": number, "source": "drawn"}).status_code == 409


def test_a_changed_field_a_strange_service_and_nonsense_are_refused(at: Market) -> None:
    prove(at, "good")
    with at.platform.begin() as work:
        raw = work.session.scalars(select(IdentityNotice.raw)).one()
    stranger = at.app.test_client()
    for name, value in (("person", "李四"), ("state", "refused"), ("number", "SM1"), ("client", "other")):
        fields = {**dict(parse_qsl(raw)), name: value}
        answer = stranger.post("/identity/notices/sandbox", data=urlencode(fields))
        assert (answer.status_code, answer.text) == (400, "fail"), name
    for body in (b"", b"\xff\xfe", b"a=1&a", b"&".join([b"a=b"] * 100)):
        assert stranger.post("/identity/notices/sandbox", data=body).status_code == 400
    assert stranger.post("/identity/notices/sandbox", data=b"x" * 20_000).status_code == 413
    assert stranger.post("/identity/notices/other", data=raw).status_code == 404
    assert stranger.post("/identity/notices/sandbox", data=raw).text == "success", "known"
    assert stranger.get("/sandbox/identity/check?client=tongban&number=1").status_code == 400
    assert stranger.post("/sandbox/identity/query", data={"number": "1"}).status_code == 400


def test_checks_are_bounded_and_nobody_sees_those_of_another(at: Market) -> None:
    number = begin(at)
    for _ in range(MOST_A_DAY - 1):
        begin(at)
    assert (
        at.owner.post("/seal/checks", data={"person_role": "legal_person", "method": "face"}).status_code
        == 409
    )
    assert at.owner.post("/seal/checks", data={"person_role": "agent"}).status_code == 422, "there is none"
    other = certified_provider(at.platform).owner.user_id
    stranger = signed_in(at.app, at.platform, other)
    assert stranger.get(f"/seal/checks/{number}").status_code == 404
    assert stranger.post("/seal", data={"check": number}).status_code == 404


def stamp(colour: str = "#c8201e", size: int = 500, mode: str = "RGB") -> io.BytesIO:
    """Return a photograph of a seal on paper that is not quite white."""
    picture = Image.new("RGB", (size, size), (246, 243, 236))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, size - 60, size, size), fill=(205, 203, 199))  # a shadow
    pen.ellipse((60, 60, 400, 400), outline=colour, width=12)
    pen.polygon([(230, 150), (300, 300), (160, 300)], fill=colour)
    target = io.BytesIO()
    picture.convert(mode).save(target, "PNG")
    target.seek(0)
    return target


def test_an_uploaded_seal_loses_its_paper(at: Market) -> None:
    number = passed_check(at.platform, at.team.owner.user_id, at.team.owner.organisation_id)
    for wrong in (
        None,
        (io.BytesIO(b"%PDF-1.7"), "a.png"),
        (io.BytesIO(b""), "a.png"),
        (stamp("#777777"), "a.png"),
    ):
        form = {"source": "uploaded"} | ({"picture": wrong} if wrong else {})
        answer = at.owner.post("/seal", data={"check": number, **form}, content_type="multipart/form-data")
        assert answer.status_code == 422, wrong
        assert "picture-problem" in answer.text
    large = FileStorage(io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"x" * 2_200_000), "a.png")
    # Encoded here: the test client would keep so large a body in a file that nobody closes.
    boundary, body = encode_multipart({"check": number, "source": "uploaded", "picture": large})
    form_data = f"multipart/form-data; boundary={boundary}"
    answer = at.owner.post("/seal", data=body, content_type=form_data)
    assert answer.status_code == 422
    assert not is_sealed(at), "and the check still counts"
    assert make(at, number, source="uploaded", picture=(stamp(), "seal.png")) == 302
    with at.platform.begin() as work:
        row = work.session.scalars(select(Seal)).one()
        assert row.source == "uploaded"
        content = row.picture
    with Image.open(io.BytesIO(content)) as cleaned:
        assert (cleaned.mode, cleaned.size) == ("RGBA", (342, 342))
        assert cleaned.getpixel((20, 20))[3] == 0
        red, green, _, alpha = cleaned.getpixel((170, 200))
        assert (alpha, red > 180, green < 60) == (255, True, True)


def test_who_binds_revokes_with_a_reason_and_makes_a_new_one(at: Market) -> None:
    owner = at.team.owner
    seal_id = sealed(at.platform, owner.user_id, owner.organisation_id)
    assert (
        at.owner.post("/seal/checks", data={"person_role": "legal_person", "method": "face"}).status_code
        == 409
    )
    assert at.owner.post(f"/seal/{seal_id}/revoke", data={"reason": "  "}).status_code == 422
    assert at.owner.post(f"/seal/{seal_id}/revoke", data={"reason": "x" * 201}).status_code == 422
    assert is_sealed(at)
    answer = at.owner.post(f"/seal/{seal_id}/revoke", data={"reason": "经办人已离职 <b>"})
    assert answer.status_code == 302
    assert not is_sealed(at)
    page = at.owner.get("/seal").text
    assert "经办人已离职 &lt;b&gt;" in page
    assert "第 1 步" in page
    assert at.owner.post(f"/seal/{seal_id}/revoke", data={"reason": "again"}).status_code == 409
    again = sealed(at.platform, owner.user_id, owner.organisation_id)
    assert again != seal_id
    assert is_sealed(at)


def test_a_sub_account_needs_the_menu_and_never_revokes(at: Market) -> None:
    owner = at.team.owner
    seal_id = sealed(at.platform, owner.user_id, owner.organisation_id)
    without = signed_in(at.app, at.platform, at.team.add("products").user_id)
    with_it = signed_in(at.app, at.platform, at.team.add("seals").user_id)
    paths = ("/seal", f"/seal/{seal_id}/picture.png", f"/seal/{seal_id}/certificate.pem")
    for path in paths:
        assert without.get(path).status_code in (302, 403), path
    assert without.post(f"/seal/{seal_id}/revoke", data={"reason": "x"}).status_code in (302, 403)
    assert with_it.post(f"/seal/{seal_id}/revoke", data={"reason": "x"}).status_code in (302, 403)
    other = signed_in(at.app, at.platform, certified_provider(at.platform).owner.user_id)
    for path in paths[1:]:
        assert other.get(path).status_code == 404, path
        assert at.app.test_client().get(path).status_code in (302, 401), path
    assert other.post(f"/seal/{seal_id}/revoke", data={"reason": "x"}).status_code == 404
    assert is_sealed(at)


def test_an_agent_is_offered_to_revoke_what_their_own_identity_stands_for(at: Market) -> None:
    company = certified_enterprise(at.platform)
    owner, agent = company.owner.user_id, company.agent()
    page = signed_in(at.app, at.platform, agent)
    first = sealed(at.platform, owner, company.id)
    assert "该签章由法定代表人吊销" in page.get("/seal").text
    assert page.post(f"/seal/{first}/revoke", data={"reason": "换章"}).status_code == 403
    company.act(owner, revoke_seal, first, "换章")
    number = passed_check(at.platform, agent, company.id, LI.name, "agent")
    assert page.post("/seal", data={"check": number, "source": "drawn"}).status_code == 302
    shown = page.get("/seal").text
    assert f"{LI.name} · 经办人" in shown
    revoke = re.search(r'action="(/seal/[^"]+/revoke)"', shown)
    assert revoke
    assert page.post(revoke[1], data={"reason": "换章"}).status_code == 302
