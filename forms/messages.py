"""Every sentence this room shows to people: code -> (Chinese, English)."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    # answers to what somebody typed
    "required": ("请填写此项。", "Please fill in this field."),
    "required_choice": ("请选择一项。", "Please choose an option."),
    "required_file": ("请上传文件。", "Please upload a file."),
    "required_check": ("请勾选此项。", "Please tick this box."),
    "not_a_number": (
        "请输入数字，例如 1200.50；现为“{found}”。",
        "Expected a number such as 1200.50, but found “{found}”.",
    ),
    "number_grouping": (
        "千位分隔符须每三位一个，小数点须用“.”，例如 12,000.50；现为“{found}”。",
        "Expected thousands in groups of three and decimals after a point (12,000.50), but found “{found}”.",
    ),
    "not_a_date": (
        "请输入日期，格式为 2026-01-31；现为“{found}”。",
        "Expected a date such as 2026-01-31, but found “{found}”.",
    ),
    "not_a_time": (
        "请输入时间，格式为 09:30；现为“{found}”。",
        "Expected a time such as 09:30, but found “{found}”.",
    ),
    "not_a_datetime": (
        "请输入日期和时间，格式为 2026-01-31T09:30；现为“{found}”。",
        "Expected a date and time such as 2026-01-31T09:30, but found “{found}”.",
    ),
    "past_date": ("日期不能早于今天。", "The date may not lie in the past."),
    "not_an_option": (
        "“{found}”不在可选项中，请重新选择。",
        "“{found}” is not among the options; please choose again.",
    ),
    "not_text": ("此项应为文字。", "Expected a text here."),
    "too_short": (
        "至少需要 {minimum} 个字符，现有 {found} 个。",
        "Expected at least {minimum} characters, but found {found}.",
    ),
    "too_long": (
        "最多 {maximum} 个字符，现有 {found} 个。",
        "Expected at most {maximum} characters, but found {found}.",
    ),
    "pattern": ("格式不正确，应符合 {pattern}。", "Expected a value of the form {pattern}."),
    "below_minimum": ("不能小于 {minimum}。", "Expected at least {minimum}."),
    "above_maximum": ("不能大于 {maximum}。", "Expected at most {maximum}."),
    "too_many_digits": (
        "最多 {digits} 位小数。",
        "Expected at most {digits} decimal digits.",
    ),
    "not_an_integer": ("请输入整数。", "Expected a whole number."),
    "step": (
        "应为 {step} 的倍数，最接近的是 {below} 和 {above}。",
        "Expected a multiple of {step}; the nearest are {below} and {above}.",
    ),
    "email": (
        "请输入有效的电子邮箱，例如 name@example.com。",
        "Expected an e-mail address such as name@example.com.",
    ),
    "phone": (
        "请输入有效的电话号码，例如 +86 10 6552 9988。",
        "Expected a phone number such as +86 10 6552 9988.",
    ),
    "phone_cn": (
        "请输入有效的电话号码，例如 028-86520000 或 13800138000。",
        "Expected a Chinese telephone number such as 028-86520000 or 13800138000.",
    ),
    "mobile_cn": (
        "请输入 11 位手机号码，以 1 开头。",
        "Expected a mobile number of 11 digits that starts with 1.",
    ),
    "credit_code": (
        "统一社会信用代码应为 18 位，且最后一位校验码正确。",
        "Expected a unified social credit code of 18 characters whose last one, the check digit, is right.",
    ),
    "id_card_cn": (
        "居民身份证号码应为 18 位，且最后一位校验码正确。",
        "Expected an identity card number of 18 characters whose last one, the check digit, is right.",
    ),
    "postcode_cn": ("邮政编码应为 6 位数字。", "Expected a postal code of 6 digits."),
    "bank_account_cn": ("银行账号应为 8 至 30 位数字。", "Expected a bank account number of 8 to 30 digits."),
    "bank_card_cn": (
        "银行卡号应为 13 至 19 位数字，且校验位正确。",
        "Expected a bank card number of 13 to 19 digits whose check digit is right.",
    ),
    "person_name_cn": (
        "姓名应为 2 至 30 个汉字或字母。",
        "Expected a name of 2 to 30 letters or Chinese characters.",
    ),
    "url": (
        "请输入以 http:// 或 https:// 开头的网址。",
        "Expected an address that begins with http:// or https://.",
    ),
    "year": ("请输入 1900 至 2100 之间的年份。", "Expected a year from 1900 to 2100."),
    "rule": ("此项不符合规则。", "This value does not meet the rule."),
    "too_few_rows": (
        "至少需要 {minimum} 条，现有 {found} 条。",
        "Expected at least {minimum} entries, but found {found}.",
    ),
    "too_many_rows": (
        "最多 {maximum} 条，现有 {found} 条。",
        "Expected at most {maximum} entries, but found {found}.",
    ),
    "too_few_choices": ("至少选择 {minimum} 项。", "Expected at least {minimum} options."),
    "too_many_choices": ("最多选择 {maximum} 项。", "Expected at most {maximum} options."),
    "too_many_files": ("最多上传 {maximum} 个文件。", "Expected at most {maximum} files."),
    "author": ("{text}", "{text}"),
    "file_kind": (
        "文件“{name}”的内容是 {found}，请上传 {expected}。",
        "Expected {expected}, but the file “{name}” contains {found}.",
    ),
    "file_too_large": (
        "文件“{name}”为 {found} MB，不能超过 {maximum} MB。",
        "Expected at most {maximum} MB, but the file “{name}” has {found} MB.",
    ),
    "file_gone": ("有文件已失效，请重新上传。", "A file is no longer there; please upload it again."),
    "row": ("第 {number} 条", "Entry {number}"),
    "yes": ("是", "Yes"),
    "no": ("否", "No"),
    "upload_broken": (
        "“{field}”：文件“{name}”无法识别，请上传 {expected}。",
        "{field}: “{name}” cannot be read; please upload {expected}.",
    ),
    "upload_kind": (
        "“{field}”：文件“{name}”的内容是{found}，请上传 {expected}。",
        "{field}: expected {expected}, but “{name}” is {found}.",
    ),
    "upload_busy": (
        "“{field}”：系统正在处理其他文件，请稍后重新上传“{name}”。",
        "{field}: other files are being read; please upload “{name}” again in a moment.",
    ),
    "upload_no_reader": (
        "“{field}”：系统目前无法检查“{name}”，这不是文件的问题，请联系平台管理员。",
        "{field}: “{name}” cannot be checked here at present. The file is not to blame; please tell the "
        "administrators of the platform.",
    ),
    "upload_too_large_in": (
        "“{field}”：文件“{name}”超过 {maximum} MB。",
        "{field}: expected at most {maximum} MB, but “{name}” is larger.",
    ),
    "upload_too_large": (
        "文件“{name}”超过 {maximum} MB。",
        "Expected at most {maximum} MB, but “{name}” is larger.",
    ),
    "upload_no_field": (
        "表单中没有可上传文件的字段“{name}”。",
        "Expected the path of a file field, but found “{name}”.",
    ),
    # answers to a whole request
    "request_too_large": (
        "提交的内容过多（字段数上限为 {maximum}）。",
        "Expected at most {maximum} fields in one request.",
    ),
    "request_too_many_rows": (
        "“{name}”的条目过多（上限为 {maximum}）。",
        "Expected at most {maximum} entries in “{name}”.",
    ),
    # what is wrong in a form document
    "not_json": ("表单文件不是有效的 JSON:{reason}", "Expected JSON, but {reason}."),
    "document_too_large": (
        "表单文件不能超过 {maximum} 字节。",
        "Expected a form of at most {maximum} bytes.",
    ),
    "not_a_form": ("表单文件应为含 components 列表的对象。", "Expected an object with a list of components."),
    "form_id": ("表单缺少 id。", "Expected the form to have an id."),
    "not_a_component": ("组件应为对象。", "Expected a component to be an object."),
    "unknown_type": ("不支持的组件类型“{found}”。", "Expected a known component type, but found “{found}”."),
    "refused_type": (
        "出于安全考虑，组件类型“{found}”不可使用。",
        "Expected a component that loads nothing from elsewhere, but found “{found}”.",
    ),
    "bad_key": (
        "字段键“{found}”应为英文字母开头的字母、数字或下划线。",
        "Expected a key of ASCII letters, digits and underscores, a letter first, but found “{found}”.",
    ),
    "reserved_key": ("字段键“{found}”为保留字，请改名。", "Expected another key, but “{found}” is reserved."),
    "duplicate_key": ("字段键“{found}”重复。", "Expected each key once, but “{found}” is there twice."),
    "duplicate_id": (
        "组件 id“{found}”重复。",
        "Expected each component id once, but “{found}” is there twice.",
    ),
    "bad_nesting": ("组件类型“{found}”不能包含其他组件。", "Expected no components inside “{found}”."),
    "too_deep": ("嵌套不能超过 {maximum} 层。", "Expected a nesting of at most {maximum} levels."),
    "too_many_components": ("组件不能超过 {maximum} 个。", "Expected at most {maximum} components."),
    "bad_value": (
        "“{name}”的值“{found}”不正确，应为{expected}。",
        "Expected “{name}” to be {expected}, but found “{found}”.",
    ),
    "bad_pattern": (
        "正则表达式“{found}”无法使用：{reason}",
        "Expected a usable pattern, but “{found}”: {reason}.",
    ),
    "bad_expression": (
        "表达式“{found}”有误：{reason}",
        "Expected a valid expression, but “{found}”: {reason}",
    ),
    "unknown_validator": (
        "没有名为“{found}”的校验规则。",
        "Expected a registered validator, but found “{found}”.",
    ),
    "unknown_audience": (
        "“{found}”不是可见范围（可用：{known}）。",
        "Expected who may read the answer, but found “{found}”; there are: {known}.",
    ),
    "unknown_upload": (
        "没有名为“{found}”的上传规则{meant}（可用：{known}）。",
        "Expected a profile of uploads, but found “{found}”{meant}; there are: {known}.",
    ),
    "no_options": ("“{found}”缺少选项。", "Expected options for “{found}”."),
    "bad_template": (
        "模板只支持双花括号内的表达式，不支持“{found}”。",
        "Expected only expressions in double braces, but found “{found}”.",
    ),
}
