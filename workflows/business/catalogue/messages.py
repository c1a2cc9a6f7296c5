"""Sentences of the catalogue domain, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "not_found": ("未找到该产品，或您无权查看。", "There is no such product, or it is not meant for you."),
    "in_review_already": (
        "该产品正在审核中，请先撤销再提交。",
        "This product is in review already. Withdraw it before you submit it again.",
    ),
    "in_review_meanwhile": (
        "该产品已提交审核，草稿不再保存。",
        "This product has been handed in meanwhile; drafts are not kept any more.",
    ),
    "draft_conflict": (
        "{name} 于 {at} 修改了该产品的草稿。",
        "{name} changed the draft of this product at {at}.",
    ),
    "not_certified": (
        "单位认证通过后才能管理产品。",
        "Products can be kept once your organisation is certified.",
    ),
    "not_given": (
        "您没有“产品”菜单的权限，请联系本单位负责人。",
        "The menu “Products” was not given to you. Ask who is in charge of your organisation.",
    ),
    "kind_not_for_you": (
        "贵单位不能上架此类产品。",
        "Your organisation may not list products of this kind.",
    ),
    "profile_incomplete": (
        "企业资料不完整，补充完整后才能上架自有产品。",
        "The profile of your enterprise is incomplete. Complete it to list your own products.",
    ),
    "nothing_changed": (
        "与已上架的内容相同，无需提交。",
        "Nothing differs from what is on sale, so there is nothing to review.",
    ),
    "not_on_sale": ("该产品不在架。", "This product is not on sale."),
    "not_off_sale": ("该产品未下架。", "This product is not off sale."),
    "not_in_review": ("该产品不在审核中。", "This product is not in review."),
    "no_change": ("没有可放弃的变更。", "There is no change to give up."),
    "not_a_draft": (
        "只能删除从未提交过的草稿。",
        "Only a draft that was never handed in can be deleted.",
    ),
    "still_on_sale": (
        "尚有 {count} 个产品在售，请先下架。",
        "Products on sale: {count}. Take them off sale first.",
    ),
}
