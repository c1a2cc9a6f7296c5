"""Sentences of wallets, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "invalid": ("请更正标出的内容。", "Please correct what is marked."),
    "not_for_agents": (
        "银行卡、提现和安全密码由法定代表人本人办理，经办人不能代办。",
        "Bank cards, withdrawals and the payment password are the legal person's; an agent cannot act there.",
    ),
    "bank": ("请选择开户银行。", "Choose the bank."),
    "card_number": (
        "请输入 8 至 30 位数字的银行卡号或账号。",
        "Expected a card or an account of 8 to 30 digits.",
    ),
    "card_known": (
        "该卡已添加；验证被锁定的卡须 24 小时后再添加。",
        "Expected a card that is not there yet; one that was locked can be added again after a day.",
    ),
    "too_many_cards": (
        "24 小时内最多添加 {most} 张银行卡，请稍后再试。",
        "Expected at most {most} cards in 24 hours: try again later.",
    ),
    "too_little": (
        "可用余额为 {available} 元，请输入不超过该余额的金额。",
        "Expected at most what is available: {available} yuan.",
    ),
    "holder_changed": (
        "单位名称已变更，与该卡户名不符，请添加新的银行卡。",
        "Expected a card in the name of the organisation, but it is called otherwise now: add another card.",
    ),
    "withdrawal_not_found": ("未找到该笔提现。", "Expected a withdrawal of yours, but there is none."),
    "released_already": (
        "财务已放款，不能撤回。",
        "Expected a withdrawal that waits for finance, but it is released already.",
    ),
    "card_not_found": ("未找到该银行卡。", "Expected a card of yours, but there is none."),
    "card_not_certified": (
        "该银行卡尚未认证，或已不能使用。",
        "Expected a certified card, but this one is not, or no longer.",
    ),
    "renamed": (
        "单位名称已变更，与户名不符",
        "The organisation is no longer called as the holder",
    ),
    "three_wrong": ("三次输入的金额均不符", "Three wrong amounts were typed"),
    "nothing_typed": ("逾期未输入收到的金额", "The amount that came was not typed in time"),
    "taken_back": ("申请人撤回", "Withdrawn by the applicant"),
    "case_ended": ("办件已终止", "The case was ended"),
    "not_decided": ("逾期未办理", "Not decided in time"),
    "not_approved": ("财务未通过", "Not approved by finance"),
    "credited": ("实际到账 {amount} 元，已记入钱包", "{amount} yuan came and were credited to the wallet"),
    "not_yours": (
        "您没有查看该机构钱包的权限。",
        "Expected a wallet that you were given access to, but this one is not.",
    ),
    "still_money": (
        "钱包中尚有 {amount} 元（含冻结金额），请先提现或结清。",
        "The wallet holds {amount} yuan, held amounts included: withdraw or settle it first.",
    ),
}
"""Sentence by name."""
