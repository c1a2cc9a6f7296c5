"""Sentences about services outside, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "refused": ("请检查标出的各项。", "Please check the fields that are marked."),
    "not_found": ("没有名为“{name}”的外部服务。", "Expected a registered service, but there is no {name}."),
    "required": ("请填写此项。", "Please fill this in."),
    "too_long": ("最多 {most} 个字符。", "At most {most} characters."),
    "bad_name": (
        "名称由 2 至 40 个小写英文字母、数字或下划线组成，以字母开头。",
        "Expected 2 to 40 lower-case letters, digits or underscores, beginning with a letter.",
    ),
    "taken": ("已有名为“{name}”的外部服务。", "There is a service called {name} already."),
    "changed_meanwhile": (
        "该服务刚被他人修改，请核对后重新保存。您填写的内容仍保留在页面上。",
        "Somebody else has changed this service meanwhile. Look at it and save again; what you typed is "
        "still here.",
    ),
    "bad_address": (
        "请填写完整地址，如 https://api.example.cn/check，不含用户名、密码和 # 部分。",
        "Expected a whole address like https://api.example.org/check, without user, password or #.",
    ),
    "not_encrypted": (
        "地址应以 https:// 开头；只有运行环境允许的内网主机可使用 http://。",
        "Expected an address that begins with https://; only hosts that the installation allows may "
        "do without.",
    ),
    "private_address": (
        "该地址属于内网。如确需访问，请由运维人员将主机加入 TONGBAN_SERVICE_PRIVATE_HOSTS。",
        "Expected a public address, but this one is private. Whoever runs the installation can allow its "
        "host in TONGBAN_SERVICE_PRIVATE_HOSTS.",
    ),
    "host_not_allowed": (
        "运行环境未允许访问该主机；允许的主机见 TONGBAN_SERVICE_HOSTS。",
        "Expected a host that the installation allows in TONGBAN_SERVICE_HOSTS, but this one is not.",
    ),
    "bad_secret": (
        "密钥为 16 至 200 个英文字符、数字或符号，不含空格。",
        "Expected a secret of 16 to 200 letters, digits or signs without blanks.",
    ),
    "bad_number": ("请填写 {least} 至 {most} 的整数。", "Expected a whole number from {least} to {most}."),
    "bad_schema": (
        "JSON Schema 有误：{reason}",
        "Expected a JSON schema of an object, but: {reason}.",
    ),
    "bad_stand_in": ("替身应答表有误：{reason}", "Expected a table of answers, but: {reason}."),
}
