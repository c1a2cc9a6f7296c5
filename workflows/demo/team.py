"""With whom the first provider of the demonstration works: sub-accounts, consultants, an expert."""

from __future__ import annotations

from workflows.business.consultants import operations as consultants
from workflows.demo.story import Begin
from workflows.ground.work import Work
from workflows.people.sub_accounts import operations as sub_accounts
from workflows.people.sub_accounts.values import Colleague
from workflows.people.viewer_loader import viewer_of

COLLEAGUES = (
    (
        "provider1_sales",
        Colleague("谭晓燕", "13911110001", "产品经理", frozenset({"products", "orders"})),
    ),
    (
        "provider1_office",
        Colleague("邓明", "13911110002", "办公室主任", frozenset({"organisation", "consultants"})),
    ),
)
CONSULTANTS = (("任致远", "ren.zhiyuan@example.com"), ("田甜", "tian.tian@example.com"))
EXPERT = {
    "name": "欧阳澜",
    "email": "ouyang.lan@example.com",
    "mobile": "13911110003",
    "age": 46,
    "position": "高级工程师",
    "fields": ["production", "quality"],
    "industries": ["general", "special"],
    "domain": "精密制造",
    "years_industrial_internet": 8,
    "years_in_industry": 19,
    "experience": "先后在两家装备制造企业从事工艺与信息化工作。",
    "introduction": "长期从事离散制造企业的精益生产与数字化改造，主持过十余个车间级项目。",
}
"""The expert whom the provider proposes; the form invents the rest."""


def gather(owner_id: str, organisation_id: str, password: str, begin: Begin) -> None:
    """Let the owner of a certified provider make sub-accounts and invite consultants."""

    def add(work: Work) -> None:
        for user_name, person in COLLEAGUES:
            sub_accounts.add(
                work, viewer_of(work), organisation_id, user_name=user_name, person=person, password=password
            )
        for name, email in CONSULTANTS:
            consultants.invite(work, viewer_of(work), organisation_id, name=name, email=email)

    begin(owner_id, add)
