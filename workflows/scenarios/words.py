"""The words of `scenarios.yaml`: for who reads the file, and for the reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.ground.messages import catalogue, message_modules

Text = tuple[str, str]

_BY: Text = ("谁，为 `people` 中的名字，申请人为 `applicant`", "who: a name under `people`, or `applicant`")
_TASK: Text = ("用户任务的 id；有多个待办时必填", "the id of the task; needed where several are open")
_OPINION: Text = ("意见", "the opinion")
_REMARKS: Text = ("字段批注：`{字段: 文字}`", "remarks on fields: `{field: text}`")
_FILLED: Text = ("填写的内容，未写的保持不变", "what is filled in; the rest stays")


@dataclass(frozen=True, slots=True)
class StepWord:
    """A kind of steps: what happens (Chinese, English), what it may say and what it cannot do without."""

    about: Text
    example: str
    says: Mapping[str, Text] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()


STEPS: Mapping[str, StepWord] = {
    "submit": StepWord(
        ("申请人提交申请", "the applicant hands the form in"),
        "- submit: {data: {reason: 探亲}}",
        {"data": _FILLED},
    ),
    "opened": StepWord(
        ("某环节的任务已打开", "tasks of this step are open"),
        "- opened: {task: review, groups: [operator], count: 1}",
        {
            "task": _TASK,
            "groups": ("可认领的组", "the groups that may claim it"),
            "assignee": ("办理人", "whose it is"),
            "count": ("几个，未写为 1", "how many, 1 unless said"),
        },
        frozenset({"task"}),
    ),
    "closed": StepWord(
        ("某环节已没有待办任务", "nobody is asked for this step any more"),
        "- closed: {task: review}",
        {"task": _TASK},
        frozenset({"task"}),
    ),
    "claim": StepWord(
        ("认领任务", "a person claims the task"),
        "- claim: {by: clerk, task: review}",
        {"by": _BY, "task": _TASK},
        frozenset({"by"}),
    ),
    "act": StepWord(
        ("办理任务", "a person acts at the task"),
        "- act: {by: clerk, task: review, action: return, opinion: 请补正, remarks: {reason: 请写明}}",
        {
            "by": _BY,
            "task": _TASK,
            "action": ("操作，见“操作”", "the action; see there"),
            "opinion": _OPINION,
            "remarks": _REMARKS,
            "data": _FILLED,
        },
        frozenset({"by", "action"}),
    ),
    "refused": StepWord(
        ("同 `act`，但应被拒绝", "the same as `act`, and it must be refused"),
        "- refused: {by: clerk, action: approve, because: approvals.task_not_found}",
        {
            "by": _BY,
            "to": ("同 `accept` 的 `to`", "as in `accept`"),
            "task": _TASK,
            "action": (
                "操作，也可为 `claim`、`accept`、`resend`、`end`",
                "the action; `claim`, `accept`, `resend`, `end` too",
            ),
            "because": ("拒绝代码，见“拒绝代码”", "the code of the refusal; see there"),
            "field": ("表单提示有误的字段", "the field at which the form refuses it"),
            "opinion": _OPINION,
            "remarks": _REMARKS,
            "data": _FILLED,
        },
        frozenset({"by"}),
    ),
    "accept": StepWord(
        ("打开邮件中的链接并接受邀请", "a person opens the link of the last mail and accepts"),
        "- accept: {by: person, to: applicant}",
        {"by": _BY, "to": ("收到邮件的人，未写即为本人", "who got the mail, unless it is the same person")},
        frozenset({"by"}),
    ),
    "resend": StepWord(
        ("服务机构重新发送邀请", "the provider sends the invitation again"),
        "- resend: {by: applicant}",
        {"by": _BY},
    ),
    "end": StepWord(
        ("服务机构终止关系", "the provider ends the link"),
        "- end: {by: applicant, reason: 合同到期}",
        {"by": _BY, "reason": ("原因", "the reason")},
    ),
    "withdraw": StepWord(
        ("撤回申请", "the application is taken back"), "- withdraw: {by: applicant}", {"by": _BY}
    ),
    "wait": StepWord(
        ("时间过去，其间到期的事项照常发生", "time passes; what falls due meanwhile happens"),
        "- wait: {working_days: 2, hours: 1}",
        {"working_days": ("几个工作日", "working days"), "hours": ("几小时", "hours")},
    ),
    "told": StepWord(
        ("某人收到过站内消息", "a person got an in-site message"),
        "- told: {who: applicant, template: case_approved}",
        {"who": _BY, "template": ("通知模板", "the notice text")},
        frozenset({"who", "template"}),
    ),
    "service": StepWord(
        (
            "外部服务从此按另一张表应答，`[]` 为不可用",
            "a service outside answers by another table now; `[]`: it is down",
        ),
        "- service: {name: credit_check, answers: []}",
        {"name": ("服务的名称", "the name of the service"), "answers": ("应答表", "the table of answers")},
        frozenset({"name", "answers"}),
    ),
    "gateway": StepWord(
        (
            "支付通道告知最近一笔付款的结果；此后表单中的 `what the gateway paid` 即为该金额",
            "the payment gateway tells what became of the last pay-out; `what the gateway paid` in a form is "
            "its amount from then on",
        ),
        "- gateway: {says: failed, reason: 收款账户已注销}",
        {"says": ("`paid` 或 `failed`", "`paid` or `failed`"), "reason": ("失败原因", "why it failed")},
        frozenset({"says"}),
    ),
    "contract": StepWord(
        (
            "合同一方办理：`offer` 起草并提交、`agree` 同意、`return` 退回修改、`refuse` 拒绝、`sign` 签署、"
            "`withdraw` 撤回、`hand_in` 提交扫描件、`confirm` 确认扫描件、`return_scan` 退回扫描件",
            "a party of the contract acts: `offer`, `agree`, `return`, `refuse`, `sign`, `withdraw`; "
            "on paper `hand_in` the scan, `confirm` or `return_scan` it",
        ),
        "- contract: {by: customer, does: return, clause: breach, opinion: 违约金过高}",
        {
            "by": _BY,
            "does": ("做什么", "what is done"),
            "clause": ("意见所在的条款", "the clause of the remark"),
            "opinion": ("意见或原因", "the opinion, or the reason"),
            "way": ("`paper` 为线下签署", "`paper`: it is signed on paper"),
        },
        frozenset({"by", "does"}),
    ),
    "order": StepWord(
        ("订单的一方在订单页办理下一步", "a side of an order takes a step on its page"),
        "- order: {by: seller, does: accept}",
        {
            "by": _BY,
            "does": (
                "`accept`、`refuse`、`pay`、`start`、`finish`、`approve`、`return`、`dispute`、`cancel`、`rate`；"
                "提议终止 `propose_end`，对方同意 `end`、不同意 `decline_end`，撤回 `take_back_end`；"
                "提议变更计划 `propose_plan`，对方同意 `agree_plan`、退回 `return_plan`，"
                "撤回 `take_back_plan`，补充协议签署后支付增加的金额 `pay_plan`",
                "`accept`, `refuse`, `pay`, `start`, `finish`, `approve`, `return`, `dispute`, `cancel`, "
                "`rate`; `propose_end`, to which the other side says `end` or `decline_end`, or "
                "`take_back_end`; `propose_plan` (all that is not accepted a month later), to which the "
                "other side says `agree_plan` or `return_plan`, or `take_back_plan`; once the supplement "
                "is signed `pay_plan` pays what it adds",
            ),
            "more": (
                "变更计划时最后一个里程碑增加的金额，可为负数",
                "by how much a change of plan raises the last milestone; less than 0 lowers it",
            ),
            "new": (
                "变更计划时在最后一个里程碑之前新增的里程碑的金额，其余里程碑的日期不变",
                "the amount of a new milestone before the last one, by a change of plan that leaves the days "
                "of the others",
            ),
            "part": ("`true`：先付首期", "`true`: the first part alone is paid"),
            "refund": (
                "提议终止时退给企业的金额",
                "how much a proposal to end the order gives back to the enterprise",
            ),
            "reason": ("说明", "the words that go with it"),
        },
        frozenset({"by", "does"}),
    ),
    "demand": StepWord(
        (
            "在需求、竞标或邀请页面办理：企业 `hold` 冻结保证金、`withdraw` 撤回需求、"
            "`second_round` 发起第二轮报价、`give_up` 放弃选定、`reopen` 重新开标、"
            "`select` 选定、`drop` 放弃，服务机构 `bid` 投标、"
            "`take_back` 撤回投标、`quote` 提交第二轮报价、`accept` 接受并报价、`offer` 更新报价、"
            "`decline` 婉拒，双方 `say` 留言",
            "a side acts on the page of a demand, its tender or an invitation: the enterprise `hold`s the "
            "deposit, `withdraw`s, begins a `second_round`, `give_up`s the bids, `reopen`s, `select`s, "
            "`drop`s; the provider `bid`s, "
            "`take_back`s its bid, gives a new price (`quote`), `accept`s, `offer`s, `decline`s; both `say`",
        ),
        '- demand: {by: seller, does: accept, price: "3000"}',
        {
            "by": _BY,
            "does": (
                "`hold`、`withdraw`、`bid`、`take_back`、`second_round`、`quote`、`give_up`、`reopen`、"
                "`accept`、`decline`、`offer`、"
                "`say`、`select` 或 `drop`",
                "`hold`, `withdraw`, `bid`, `take_back`, `second_round`, `quote`, `give_up`, `reopen`, "
                "`accept`, `decline`, "
                "`offer`, `say`, `select` or `drop`",
            ),
            "price": ("报价（元）", "the price, in yuan"),
            "reason": ("留言或原因", "the message, or the reason"),
        },
        frozenset({"by", "does"}),
    ),
    "direct": StepWord(
        ("服务机构在直接需求页面登记", "the addressed provider notes something on a direct demand"),
        "- direct: {by: seller, does: accept, reason: 本周联系}",
        {
            "by": _BY,
            "does": ("`accept decline order not_agreed` 之一", "one of `accept decline order not_agreed`"),
            "reason": ("说明或原因", "the words, or the reason"),
        },
        frozenset({"by", "does"}),
    ),
    "deal": StepWord(
        ("交易备案的一方在交易页面办理", "a side of a filed deal acts on its page"),
        "- deal: {by: buyer, does: object, reason: 金额不符}",
        {
            "by": _BY,
            "does": ("客户 `confirm` 或 `object`；双方 `rate`", "`confirm` or `object`; both sides `rate`"),
            "reason": ("异议或评价内容", "what is objected to, or said of the other side"),
        },
        frozenset({"by", "does"}),
    ),
    "after_sales": StepWord(
        ("企业或服务机构办理售后", "the enterprise or the provider acts in an after-sales case"),
        "- after_sales: {by: seller, does: reply, reason: 三日内修复}",
        {
            "by": _BY,
            "does": (
                "`reply`、`satisfied`、`ask_platform` 或 `pay_claim`；`set_wallet` 设定服务机构钱包余额",
                "`reply`, `satisfied`, `ask_platform` or `pay_claim`; `set_wallet`: what the provider has",
            ),
            "reason": ("说明", "the words that go with it"),
            "wallet": ("服务机构钱包的余额", "how much is in the provider's wallet then"),
        },
        frozenset({"by", "does"}),
    ),
    "draft": StepWord(
        (
            "某人修改或删除待部署的草稿，或以副本另行部署",
            "a person changes or deletes the draft whose deployment was asked for, or deploys a copy of it",
        ),
        "- draft: {by: other, does: change}",
        {"by": _BY, "does": ("`change`、`delete` 或 `deploy`", "`change`, `delete` or `deploy`")},
        frozenset({"by", "does"}),
    ),
    "taken": StepWord(
        ("其他企业领完活动剩余的服务券", "others get what is left of a campaign"),
        "- taken: {campaign: training}",
        {"campaign": ("活动的标识", "the id of the campaign")},
        frozenset({"campaign"}),
    ),
    "profile": StepWord(
        ("申请单位的认证信息已变更", "the certified profile of the applicant has changed"),
        "- profile: {data: {employees: 1000}}",
        {"data": ("变更的内容，未写的保持不变", "what has changed; the rest stays")},
        frozenset({"data"}),
    ),
    "recharge": StepWord(
        ("申请单位的钱包充值到账", "money comes into the wallet of the applicant"),
        '- recharge: {amount: "1000"}',
        {"amount": ("金额（元）", "the amount, in yuan")},
        frozenset({"amount"}),
    ),
    "state": StepWord(
        ("此时的状态应为", "how things stand at this point"),
        "- state: {case: in_review}",
        {
            "case": ("案件的状态", "the state of the case"),
            "organisation": ("单位的认证状态", "the certification of the organisation"),
            "product": ("产品的状态", "the state of the product"),
            "person": ("加入者的状态", "the standing of the person who joins"),
        },
    ),
}
"""The kinds of steps."""

GIVEN: Mapping[str, tuple[Text, str]] = {
    "applicant": (
        (
            "申请人的角色：`enterprise`、`provider`，或不属于单位的 `person`",
            "the role of who applies: `enterprise`, `provider`, or `person` without an organisation",
        ),
        "applicant: enterprise",
    ),
    "people": (("其他人及其所属的组", "the others, with their groups"), "people: {clerk: [operator]}"),
    "experts": (("可加入评审组的专家", "people who may sit on panels"), "experts: [e1, e2, e3]"),
    "region": (("申请单位的行政区划代码", "the region of the applicant's organisation"), 'region: "430100"'),
    "profile": (
        (
            "申请单位已认证，资料为注册表单的这些内容",
            "the organisation is certified, with this of the form of its registration as its profile",
        ),
        "profile: {industries: [{industry: food}], employees: 86}",
    ),
    "programmes": (
        (
            "已批准的券种，按标识；未写的内容由系统补全",
            "voucher programmes that were approved, by id; the rest is invented",
        ),
        'programmes: {general: {kind: general, budget: "100000"}}',
    ),
    "campaigns": (
        (
            "正在进行、须申请的服务券活动，按标识；`stock`、`days`、`size_classes`、`regions`、`mode` 可写明",
            "campaigns that run and whose vouchers are applied for, by id; `stock`, `days`, `size_classes`, "
            "`regions` and `mode` may be said",
        ),
        "campaigns: {training: {stock: 5, days: 7, size_classes: [micro, small]}}",
    ),
    "listed": (
        ("所涉产品是否已上架", "whether the product that it is about is on sale already"),
        "listed: true",
    ),
    "order": (
        (
            "订购的产品：`price` 为单价，`free` 为免费；`voucher` 为申请企业服务券的面额，"
            "`wallet` 为其钱包余额；服务机构为 `people` 中的 `seller`",
            "what is ordered: its `price`, or `free`; `voucher` is the face value of one that the "
            "enterprise has, `wallet` its money; the provider is `seller` under `people`",
        ),
        'order: {price: "3000", voucher: "1000"}',
    ),
    "wallet": (
        ("已认证申请单位的钱包余额（元）", "what the wallet of the certified applicant holds, in yuan"),
        'wallet: "1000"',
    ),
    "data": (
        ("表单内容，未写的由系统补全", "what the form says; the rest is invented"),
        "data: {reason: 探亲}",
    ),
    "now": (
        ("开始的时间，未写时区为北京时间", "the moment it begins, in China unless it says a zone"),
        "now: 2026-03-02T10:00",
    ),
    "services": (
        ("流程要调用的外部服务及其应答表", "services outside that the process asks, with their tables"),
        'services: {credit_check: {sends: [amount], answers: [{answer: "={score: 640}"}]}}',
    ),
}
"""What may stand under `given`."""

OUTCOMES: Mapping[str, tuple[Text, str]] = {
    "case": (
        (
            "案件的状态：`in_review`、`returned`、`approved`、`rejected`、`withdrawn`、`completed`、`cancelled`",
            "the state of the case: `in_review`, `returned`, `approved`, `rejected`, `withdrawn`, "
            "`completed` or `cancelled`",
        ),
        "case: approved",
    ),
    "organisation": (("单位的认证状态", "the certification of the organisation"), "organisation: certified"),
    "product": (("产品的状态", "the state of the product"), "product: listed"),
    "versions": (
        ("待部署流程的版本数", "how many versions the process has whose deployment was asked for"),
        "versions: 2",
    ),
    "person": (("加入者的状态", "the standing of the person who joins"), "person: active"),
    "person_mails": (
        ("加入者收到的邮件模板，按先后", "the mails of the person who joins, by template"),
        "person_mails: [expert_invitation]",
    ),
    "rounds": (("提交的次数", "how often it was handed in"), "rounds: 2"),
    "ended": (("最后到达的结束事件的 id", "the id of the end event reached last"), "ended: certified"),
    "tasks": (
        ("出现过的用户任务，按先后", "people's steps in the order in which they opened"),
        "tasks: [review, correct, review]",
    ),
    "open": (("仍待办的用户任务", "people's steps that are still open"), "open: []"),
    "mails": (
        ("申请人收到的邮件模板，按先后", "the applicant's mails, by template"),
        "mails: [case_submitted, case_approved]",
    ),
}
"""What may stand under `then`."""


def refusal_codes() -> Mapping[str, Text]:
    """Return every code with which the platform refuses something, with the sentence that people read."""
    return {
        f"{domain}.{name}": texts
        for domain in sorted(message_modules())
        for name, texts in sorted(catalogue(domain).items())
    }
