"""Sentences of the ledger, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "amount_too_large": (
        "金额应为有限的数值，且不超过 10 万亿元，当前为 {amount}。",
        "Expected an amount of at most 10 trillion yuan, but found {amount}.",
    ),
    "fraction_of_fen": (
        "金额最多保留两位小数（精确到分），当前为 {amount}。",
        "Expected an amount in whole fen (two decimal places), but found {amount}.",
    ),
    "not_positive": (
        "金额应大于零，当前为 {amount}。",
        "Expected an amount above zero, but found {amount}.",
    ),
    "unknown_kind": ("未知的类型：{kind}。", "Expected a known kind, but found {kind}."),
    "unknown_commodity": (
        "未知的币种或券种：{commodity}。",
        "Expected CNY or voucher:<programme>, but found {commodity}.",
    ),
    "account_not_found": ("未找到该账户。", "Expected an account of the ledger, but there is none."),
    "transfer_not_found": ("未找到该笔交易。", "Expected a transfer of the ledger, but there is none."),
    "hold_not_found": ("未找到该笔冻结。", "Expected a hold of the ledger, but there is none."),
    "key_missing": (
        "每笔交易都应有 1 至 200 个字符的幂等键和原因。",
        "Expected a transfer with an idempotency key and a cause of 1 to 200 characters, but there is none.",
    ),
    "nothing_moves": (
        "一笔交易至少涉及两个账户。",
        "Expected a transfer between at least two accounts, but nothing moves.",
    ),
    "unbalanced": (
        "借贷不平：{commodity} 合计应为 0.00，当前为 {total}。",
        "Expected the entries to add up to 0.00 {commodity}, but they add up to {total}.",
    ),
    "mixed": (
        "一笔交易只能涉及一个币种或券种，当前涉及 {commodities}。",
        "Expected one commodity in a transfer, but it moves {commodities}; only an exchange moves two.",
    ),
    "too_little": (
        "余额不足：可用 {available} 元，需要 {needed} 元。",
        "Expected {needed} yuan at least, but {available} are available.",
    ),
    "key_used_otherwise": (
        "幂等键“{key}”已用于另一笔内容不同的交易，请更换后重试。",
        "Expected the key “{key}” to stand for one transfer, but it was used for another: choose a new one.",
    ),
    "reversed_already": (
        "该笔交易已冲正，不能再次冲正。",
        "Expected a transfer that stands, but it was reversed already.",
    ),
    "hold_is_released": (
        "冻结与解冻不能冲正：请解冻剩余金额，或重新冻结。",
        "Expected a transfer that can be reversed, but it holds or releases: release it, or hold it again.",
    ),
    "cannot_be_held": (
        "只能冻结有余额下限的账户，不能冻结：{kind}。",
        "Expected an account with a limit to hold something of, but found {kind}.",
    ),
    "until_passed": (
        "冻结的截止时间应晚于当前时间。",
        "Expected a hold that ends later than now, but its end has passed.",
    ),
    "no_period": (
        "结束日期应不早于开始日期，且期间不超过 {most} 天。",
        "Expected a period of 1 to {most} days that ends no earlier than it begins.",
    ),
    "statement_too_long": (
        "该期间超过 {most} 笔，请缩短期间后分次导出。",
        "Expected at most {most} lines in an export, but there are more: choose a shorter period.",
    ),
    "hold_expired": (
        "该笔冻结已于 {until} 到期，不能再划扣。",
        "Expected a hold that is not over, but it ended at {until}: nothing can be taken from it any more.",
    ),
    "hold_closed": (
        "该笔冻结已全部划扣或解冻。",
        "Expected an open hold, but all of it was taken or released.",
    ),
    "held_too_little": (
        "冻结余额不足：剩余 {available} 元，需要 {needed} 元。",
        "Expected {needed} yuan to be held at least, but {available} are left.",
    ),
}
"""Sentence by name."""
