"""The menus of an organisation, which its members are given one by one: one list of words for all places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from workflows.ground.messages import Locale
from workflows.people.organisations.values import Kind


@dataclass(frozen=True, slots=True)
class Menu:
    """A part of the work of an organisation; `kinds` are the organisations that have it."""

    zh: str
    en: str
    kinds: frozenset[Kind] = frozenset(get_args(Kind))

    def name(self, locale: Locale) -> str:
        """Return the name in `locale`."""
        return self.zh if locale == "zh-CN" else self.en


_PROVIDERS: frozenset[Kind] = frozenset({"provider"})

MENUS: Mapping[str, Menu] = {
    "products": Menu("产品", "Products"),
    "orders": Menu("订单", "Orders"),
    "wallet": Menu("钱包", "Wallet"),
    "seals": Menu("签章", "Seal"),
    "organisation": Menu("机构信息", "Organisation"),
    "experts": Menu("专家", "Experts", _PROVIDERS),
    "consultants": Menu("服务顾问", "Consultants", _PROVIDERS),
    "sub_accounts": Menu("子账号", "Sub-accounts"),
}
"""Every menu, in the order in which pages show them."""


def menus_of(kind: Kind) -> list[str]:
    """Return the menus that an organisation of this kind has."""
    return [name for name, menu in MENUS.items() if kind in menu.kinds]
