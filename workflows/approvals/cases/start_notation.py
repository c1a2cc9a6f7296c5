"""`<tongban:start …/>`: what a package may say of how a process is begun; `start_rules` reads it."""

from __future__ import annotations

from engine.spiff.notation import Attribute, ExtensionElement
from workflows.people.identity.roles import ORGANISATION_ROLES, ROLES
from workflows.people.organisations.menus import MENUS

ANYONE = "anyone"
"""Word of `roles`: whoever is signed in."""
_YES_OR_NO = ("true", "false")

_PEOPLE = {
    "roles": Attribute(
        (
            "可以发起的角色，`anyone` 为所有登录用户；`enterprise`、`provider` 也是单位类型，只为其发起",
            "roles that may begin it, or `anyone`; `enterprise` and `provider` are kinds of organisations "
            "too, and it is begun for those alone",
        ),
        words=(*ROLES, ANYONE),
        many=True,
        usual=" ".join(sorted(ORGANISATION_ROLES)),
    ),
    "menu": Attribute(
        (
            "本单位中哪个菜单的人员可以发起",
            "a menu of the organisation: who was given it there may begin",
        ),
        words=tuple(MENUS),
        without=(
            "由 `members` 决定",
            "who binds the organisation, and `members`",
        ),
    ),
    "members": Attribute(
        (
            "`true`：本单位所有人都可以发起；`false`：只有能代表单位的人",
            "`true`: everybody of the organisation; `false`: who binds it",
        ),
        words=_YES_OR_NO,
        without=("`true`；写了 `menu` 则为 `false`", "`true`; `false` with a `menu`"),
    ),
    "agents": Attribute(
        (
            "`false`：经办人不能代法定代表人发起",
            "`false`: the designated agent of an organisation may not begin it for the legal person",
        ),
        words=_YES_OR_NO,
        usual="true",
    ),
    "staff": Attribute(
        ("哪些角色可以不代表单位发起", "roles that may begin it without an organisation"),
        words=tuple(ROLES),
        many=True,
    ),
    "for": Attribute(
        (
            "`person`：关于本人，须由本人办理；`organisation`：关于单位",
            "`person`: about the person, nobody does their steps for them; `organisation`: about theirs",
        ),
        words=("organisation", "person"),
        usual="organisation",
    ),
    "once": Attribute(
        (
            "`true`：每个单位（或本人）同时只能有一件在办",
            "`true`: one running case of the organisation (or person) at a time",
        ),
        words=_YES_OR_NO,
        usual="false",
    ),
}

_WORDS = {
    "prefix": Attribute(
        ("编号前缀，二至四个大写字母", "beginning of the numbers, two to four capital letters"),
        without=(
            "流程 id 的首字母：`leave_request` → `LR`",
            "initials of the process id: `leave_request` → `LR`",
        ),
    ),
    "category": Attribute(
        ("在办事大厅中列在哪个分类下", "heading under which the services list it"),
        without=("列在其他事项中", "among the other services"),
    ),
    "category_en": Attribute(("分类的英文", "the heading in English")),
    "help": Attribute(
        ("发起前显示的说明", "what is said before it is begun"),
        without=("流程的说明", "the documentation of the process"),
    ),
    "help_en": Attribute(("说明的英文", "the same in English")),
    "title": Attribute(
        (
            "案件名称，可写 FEEL；能读取的变量见“案件名称”",
            "name of a case, in FEEL too; see what a title may read",
        ),
        "feel",
        without=(
            "流程名称、申请人和 `filters` 中的字段",
            "process, applicant and the fields of `filters`",
        ),
    ),
    "title_en": Attribute(("案件名称的英文", "the same in English"), "feel"),
    "later_form": Attribute(
        (
            "申请人不在发起时填写、而在之后的步骤填写的表单",
            "the form that the applicant gets at a later step, instead of one at the start",
        ),
        "form",
        without=("开始事件的表单", "the form of the start event"),
    ),
}

ELEMENT = ExtensionElement(
    name="tongban:start",
    about=(
        "谁可以发起、案件叫什么。每个属性都可以不写。",
        "Who may begin the process, and what its cases are called. Each attribute may be left out.",
    ),
    on=frozenset({"startEvent"}),
    attributes={**_PEOPLE, **_WORDS},
    example='<tongban:start prefix="LR" category="人事" category_en="Staff" roles="anyone" for="person" '
    "title='=name + \" · \" + applicant_name' />",
)
