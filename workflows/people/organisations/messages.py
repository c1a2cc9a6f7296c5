"""Sentences of the organisations domain, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "not_found": ("未找到该机构。", "This organisation was not found."),
    "not_owner": (
        "只有机构的法定代表人或经办人可以进行此操作。",
        "Only the legal person or the designated agent of the organisation may do this.",
    ),
    "owner_only": (
        "只有机构的法定代表人本人可以进行此操作。",
        "Only the legal person of the organisation may do this.",
    ),
    "credit_code_taken": (
        "该统一社会信用代码已被其他机构使用。如有疑问请联系平台。",
        "Another organisation uses this credit code. Please contact us if that is wrong.",
    ),
    "credit_code_fixed": (
        "统一社会信用代码不能变更。代码不同即为另一单位，请另行注册。",
        "The credit code cannot be changed: another code is another organisation, which registers anew.",
    ),
    "nothing_changed": (
        "与已审核的资料相同，无需提交。",
        "Nothing differs from what was approved, so there is nothing to hand in.",
    ),
    "region_unknown": ("没有代码为 {code} 的地区。", "Expected a region, but there is no {code}."),
    "cluster_unknown": (
        "没有代码为 {id} 的产业集群。",
        "Expected an industry cluster, but there is no {id}.",
    ),
    "input_incomplete": ("请更正标出的内容。", "Please correct what is marked."),
    "required": ("请填写此项。", "Please fill this in."),
    "too_long": ("最多 {limit} 个字。", "At most {limit} characters."),
    "mobile_invalid": ("请输入 11 位手机号。", "Please enter a mobile number of 11 digits."),
    "email_invalid": ("请输入有效的邮箱地址。", "Please enter a valid e-mail address."),
    "account_invalid": ("银行账号应为 8 至 30 位数字。", "The account number has 8 to 30 digits."),
    "not_certified": ("机构通过认证后才能使用此功能。", "This opens once the organisation is certified."),
    "already_in_review": (
        "该机构已有正在审核的认证申请。",
        "An application of this organisation is under review.",
    ),
    "region_exists": ("代码 {code} 已被使用。", "The code {code} is taken."),
    "region_code_invalid": (
        "代码应为上级地区之下的 6 位数字（GB/T 2260）；地级市以 00 结尾。",
        "Expected six digits below those of the region above (GB/T 2260); a city ends with 00.",
    ),
    "region_fixed": (
        "省级地区不能停用；上级地区停用时，下级不能启用。",
        "A province cannot be retired, and a region not be used while the one above is retired.",
    ),
    "cluster_id_invalid": (
        "标识只能由小写字母、数字和连字符组成。",
        "The id consists of lower-case letters, digits and hyphens.",
    ),
    "cluster_exists": ("标识 {id} 已被使用。", "The id {id} is taken."),
}
