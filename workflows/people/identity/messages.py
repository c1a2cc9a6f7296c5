"""Sentences of accounts: (zh-CN, English) by name."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    "invalid": ("请检查标出的各项。", "Please check the fields that are marked."),
    "required": ("请填写此项。", "Please fill this in."),
    "kind": ("请选择注册身份：企业或服务机构。", "Choose whether you register an enterprise or a provider."),
    "full_name": ("请填写您的真实姓名。", "Fill in your own name."),
    "full_name_long": (
        "姓名不超过 {limit} 个字。",
        "Expected a name of {limit} characters at most.",
    ),
    "full_name_digits": (
        "请填写真实姓名，不含数字和“@”。",
        "Expected your own name, without digits and @.",
    ),
    "user_name_form": (
        "用户名应为 6–30 个字符，以字母开头，只含字母、数字和下划线。",
        "Expected a user name of 6–30 letters, digits and underscores that begins with a letter.",
    ),
    "user_name_taken": ("该用户名已被使用，请换一个。", "This user name is taken; choose another."),
    "user_name_too_many": (
        "已尝试多个用户名，请于 {time} 后再试。",
        "Several user names were tried already; try again after {time}.",
    ),
    "mobile_form": (
        "手机号应为以 1 开头的 11 位数字。",
        "Expected a mobile number of 11 digits beginning with 1.",
    ),
    "mobile_taken": (
        "该手机号已注册，请直接登录或找回密码。",
        "This mobile number has an account; sign in or reset the password.",
    ),
    "email_form": (
        "请输入有效的电子邮箱，例如 name@example.cn。",
        "Expected an e-mail address such as name@example.cn.",
    ),
    "email_taken": ("该邮箱已被其他账号使用。", "Another account uses this e-mail address."),
    "password_length": ("密码长度应为 8–18 个字符。", "Expected a password of 8–18 characters."),
    "password_classes": (
        "密码应至少包含数字、大写字母、小写字母、特殊字符中的三种。",
        "Expected at least three of: digit, upper case letter, lower case letter, special character.",
    ),
    "password_characters": (
        "密码只能使用键盘上的字母、数字和符号，不含空格。",
        "Expected only letters, digits and symbols of the keyboard, without spaces.",
    ),
    "password_user_name": ("密码不能包含用户名。", "The password must not contain the user name."),
    "password_mobile": ("密码不能包含手机号。", "The password must not contain the mobile number."),
    "password_former": (
        "新密码不能与当前密码或以前用过的密码相同。",
        "The new password must differ from the current and from former passwords.",
    ),
    "password_pays": (
        "登录密码不能与安全密码相同。",
        "The password for signing in must differ from your payment password.",
    ),
    "payment_password_signs_in": (
        "安全密码不能与登录密码相同。",
        "The payment password must differ from the one that you sign in with.",
    ),
    "payment_password_wrong": (
        "安全密码不正确，连续输错五次将被锁定。",
        "This is not your payment password; five wrong ones in a row lock it.",
    ),
    "payment_password_locked": (
        "安全密码连续输错五次，已锁定，请通过验证码重新设置。",
        "Your payment password is locked after five wrong ones: set a new one with a code.",
    ),
    "payment_password_unset": (
        "您尚未设置安全密码，请先设置。",
        "You have no payment password yet: set one first.",
    ),
    "payment_no_address": (
        "请先在“个人资料与安全”中填写手机号或已验证的邮箱，用于接收验证码。",
        "Expected a mobile number or a confirmed e-mail address for the code: add one to your profile.",
    ),
    "password_again": ("两次输入的密码不一致。", "The two passwords differ."),
    "password_wrong": ("当前密码不正确。", "This is not your current password."),
    "closed": (
        "该账号已注销，不能恢复。",
        "This account is closed for good and cannot be opened again.",
    ),
    "password_again_locked": (
        "密码连续输错，请于 {time} 后再试。",
        "Too many wrong passwords; try again after {time}.",
    ),
    "agreements": (
        "请阅读并同意《用户服务协议》和《隐私政策》。",
        "Please read and agree to the terms of service and the privacy policy.",
    ),
    "captcha_wrong": (
        "图形验证码不正确或已过期，请按新的图片重新输入。",
        "The characters do not match or have expired; use the new picture.",
    ),
    "code_wrong": (
        "验证码不正确或已过期，请核对或重新获取。",
        "This code is wrong or has expired; check it or ask for a new one.",
    ),
    "code_too_many": (
        "验证码获取过于频繁，请于 {time} 后再试。",
        "Too many codes were asked for; try again after {time}.",
    ),
    "link_dead": (
        "该链接已失效：可能已被使用或已过期。请重新申请。",
        "This link no longer works: it was used or has expired. Please ask for a new one.",
    ),
    "sign_in_wrong": (
        "用户名或密码不正确。您也可以改用验证码登录。",
        "The user name or the password is wrong. You can sign in with a code, too.",
    ),
    "sign_in_code_wrong": ("手机号、邮箱或验证码不正确。", "The number, the address or the code is wrong."),
    "sign_in_locked": (
        "失败次数过多。请于 {time} 后再试，或立即改用短信或邮箱验证码登录，或在您登录过的浏览器中登录。",
        "Too many failed attempts. Try again after {time}, or sign in now with a code by SMS or e-mail, or"
        " in a browser that you have signed in with before.",
    ),
    "sign_in_disabled": (
        "该账号已停用，请联系平台客服。",
        "This account has been disabled; please contact the platform.",
    ),
    "second_factor_wrong": (
        "验证码不正确、已使用或已过期，请输入应用中的最新验证码。",
        "This code is wrong, used or expired; type the newest one of your app.",
    ),
    "second_factor_locked": (
        "失败次数过多，请在 15 分钟后再试，或联系系统管理员重置双重验证。",
        "Too many failed attempts. Try again in 15 minutes, or ask an administrator to reset your factor.",
    ),
    "second_factor_late": ("登录等待超时，请重新登录。", "That took too long; please sign in again."),
    "second_factor_required": (
        "平台要求您的角色启用双重验证，不能关闭。",
        "The platform requires a second factor of your role; it cannot be switched off.",
    ),
    "second_factor_exists": (
        "双重验证已经启用，或尚未开始设置。请刷新页面。",
        "The second factor is on already, or its setup has not begun. Reload the page.",
    ),
    "group_unknown": (
        "没有角色“{group}”；应为系统角色，或“window:”加地区代码，或“cluster:”加产业集群代码。",
        "Expected a role of the system, window:<region> or cluster:<id>, but found “{group}”.",
    ),
    "last_admin": (
        "至少须保留一名可登录的系统管理员。",
        "Expected at least one administrator to remain who can sign in.",
    ),
    "not_found": ("未找到该用户。", "There is no such user."),
}
