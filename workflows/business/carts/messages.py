"""Sentences of carts, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "not_yours": (
        "只有企业的订单经办人员可以使用购物车。",
        "Expected somebody who orders for an enterprise; only they have a cart.",
    ),
    "not_offered": (
        "该规格或购买方式已不再提供，请返回产品页重新选择。",
        "Expected a specification that is offered, but this one is not: choose again on the product's page.",
    ),
    "quantity": (
        "数量应为 1 至 {most} 的整数。",
        "Expected a whole number from 1 to {most}.",
    ),
    "full": (
        "购物车最多放入 {most} 项，请先结算或移除部分产品。",
        "Expected at most {most} lines in the cart: order or remove some first.",
    ),
    "line_not_found": ("购物车中没有该项。", "Expected a line of your cart, but there is none."),
    "changed": (
        "购物车已在其他页面变更，请核对后重新提交。",
        "The cart was changed on another page: please check it, then order again.",
    ),
    "empty": ("购物车是空的。", "Expected something in the cart, but it is empty."),
}
"""Sentence by name."""
