"""Orders of the first two enterprises in every state, in full and in parts, with and without vouchers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from sqlalchemy import select

from workflows.business.after_sales import operations as after_sales
from workflows.business.after_sales.models import AfterSalesCase
from workflows.business.carts import operations as carts
from workflows.business.carts.values import PurchaseChoice
from workflows.business.catalogue.publication_models import PublishedProduct
from workflows.business.orders import actions
from workflows.business.orders.models import OrderLine, ServiceOrder
from workflows.business.orders.values import Action
from workflows.business.ratings.operations import answer, rate
from workflows.business.ratings.queries import received
from workflows.business.ratings.values import CRITERIA, RatingDraft
from workflows.demo.story import Act
from workflows.ground.work import Work
from workflows.people.organisations.queries import organisations_of
from workflows.people.viewer import Viewer
from workflows.people.viewer_loader import viewer_of
from workflows.scenarios.ordering import check_out

FIRST, SECOND = "enterprise1", "enterprise2"
BASIC, FULL, FREE = "基础版", "专业版", "公益版"
CLOUD, GATEWAY = "轻量级 MES 云服务标准账号", "边缘采集网关 E200"
CHECK, COURSE = "中小企业政策体检", "数字化转型公益课程"
SAID: Mapping[Action, str] = {
    "refuse": "本月体检名额已满，请下月再订。",
    "finish": "已按约定部署调试完毕，管理员和班组长培训已完成。",
    "return": "班组长培训少讲了报工模块，请补一次。",
    "dispute": "补训后报工模块仍无法使用，服务机构不再回应。",
}


def acts() -> Iterator[tuple[str, Act]]:
    """Yield who does what, in order; what is due runs after each."""
    yield from ordered(FIRST, CLOUD, BASIC, 2)
    yield from steps(FIRST, "provider2", CLOUD, "accept", "pay", "start", "finish", "approve")
    yield FIRST, partial(_rate, product=CLOUD, stars=(5, 4, 5), words="开通当天就能用，培训很细致。")
    yield "provider2", partial(_rate, product=CLOUD, stars=(5, 5, 5), words="需求清楚，验收付款及时。")
    yield "provider2", partial(_answer, words="感谢认可，后续升级会提前通知。")
    yield FIRST, partial(_open_case, product=CLOUD, reason="十一月的报工报表导出后打不开，请协助处理。")
    yield from ordered(FIRST, CLOUD, BASIC)
    yield from steps(FIRST, "provider2", CLOUD, "accept", "pay", "start", "finish", "approve")
    yield FIRST, partial(_rate, product=CLOUD, stars=(4, 3, 4), words="功能够用，第二个账号开通晚了两天。")
    yield from _mediated()
    yield from ordered(FIRST, COURSE, FREE)
    yield from steps(FIRST, "provider1", COURSE, "accept", "start")
    yield from ordered(FIRST, CHECK, FULL)
    yield from steps(FIRST, "provider1", CHECK, "accept")
    yield from ordered(FIRST, GATEWAY, BASIC)
    yield from ordered(SECOND, CLOUD, FULL)
    yield from steps(SECOND, "provider2", CLOUD, "accept", "pay", "start", "finish")
    yield from ordered(SECOND, CHECK, FULL)
    yield from steps(SECOND, "provider1", CHECK, "refuse")
    yield from ordered(SECOND, GATEWAY, BASIC)
    yield from steps(SECOND, "provider2", GATEWAY, "accept", "pay")
    yield from ordered(SECOND, CLOUD, BASIC)
    yield from steps(SECOND, "provider2", CLOUD, "accept", "pay", "start", "finish", "return", "finish")
    yield SECOND, partial(_step, product=CLOUD, step="dispute")


def _mediated() -> Iterator[tuple[str, Act]]:
    """Yield how the newest order comes before the platform after its completion."""
    late = "第二个账号晚开通两天，误了班组排产，要求退回当月费用的一部分。"
    yield FIRST, partial(_open_case, product=CLOUD, reason=late)
    answer_said = "开通延迟是贵单位实名信息补正所致，可以延长两天服务期。"
    yield "provider2", partial(_say_of_case, say=after_sales.reply, words=answer_said)
    asked = "补正当天已完成，延误与我方无关，请平台调解。"
    yield FIRST, partial(_say_of_case, say=after_sales.ask_platform, words=asked)


def fill_cart() -> Iterator[tuple[str, Act]]:
    """Yield what is put into a cart and stays there: after all orders, since a checkout takes all of it."""
    yield FIRST, partial(_collect, name=GATEWAY, specification=FULL, quantity=1)
    yield FIRST, partial(_collect, name=COURSE, specification=FREE, quantity=3)


def ordered(buyer: str, name: str, specification: str, quantity: int = 1) -> Iterator[tuple[str, Act]]:
    """Yield the two acts by which a buyer orders a product."""
    yield buyer, partial(_collect, name=name, specification=specification, quantity=quantity)
    yield buyer, _check_out


def steps(buyer: str, seller: str, product: str, *steps: Action) -> Iterator[tuple[str, Act]]:
    """Yield the steps of the newest order of a product, each by the people of the side whose it is."""
    for step in steps:
        is_buyers = step == "pay" or actions.STEPS[step].side == "enterprise"
        yield (buyer if is_buyers else seller), partial(_step, product=product, step=step)


def _collect(work: Work, *, name: str, specification: str, quantity: int) -> None:
    product_id = work.session.scalars(
        select(PublishedProduct.product_id).where(PublishedProduct.name == name)
    ).one()
    own = organisations_of(work, work.actor)[0]
    carts.add(work, viewer_of(work), own.id, product_id, PurchaseChoice(specification, "quantity", quantity))


def _check_out(work: Work) -> None:
    check_out(work, organisations_of(work, work.actor)[0].id)


def _newest(work: Work, product: str) -> str:
    """Return the number of the newest order of a product."""
    orders = select(ServiceOrder.number).join(OrderLine, OrderLine.order_id == ServiceOrder.id)
    number = work.session.scalars(
        orders.where(OrderLine.product_name == product).order_by(ServiceOrder.id.desc()).limit(1)
    ).one()
    assert number is not None, "its case has begun"
    return number


def _rate(work: Work, *, product: str, stars: tuple[int, int, int], words: str) -> None:
    draft = RatingDraft(dict(zip(CRITERIA, stars, strict=True)), words)
    rate(work, viewer_of(work), _newest(work, product), draft)


def _answer(work: Work, *, words: str) -> None:
    """Answer the newest rating of the actor's provider."""
    own = organisations_of(work, work.actor)[0]
    (newest,) = received(work, viewer_of(work), own.id, limit=1)
    answer(work, viewer_of(work), newest.id, words)


def _open_case(work: Work, *, product: str, reason: str) -> None:
    after_sales.open_case(work, viewer_of(work), _newest(work, product), reason)


def _say_of_case(work: Work, *, say: Callable[[Work, Viewer, str, str], None], words: str) -> None:
    """Say something in the newest after-sales case."""
    newest = select(AfterSalesCase.number).order_by(AfterSalesCase.id.desc()).limit(1)
    say(work, viewer_of(work), work.session.scalars(newest).one() or "", words)


def _step(work: Work, *, product: str, step: Action) -> None:
    number, viewer = _newest(work, product), viewer_of(work)
    if step == "dispute":
        actions.dispute(work, viewer, number, SAID[step])
    elif step == "pay":
        actions.pay_into_escrow(work, viewer, number, part=True)
    else:
        actions.act(work, viewer, number, step, SAID.get(step, ""))
