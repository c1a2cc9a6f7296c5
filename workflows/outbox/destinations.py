"""Where a notice leads: the one map from a text to the page that it is about.

Mails, in-site messages and the notices of agents read it. What is about a case leads to the case unless its
text is named here; what stands nowhere leads nowhere, and its text promises no page.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

CASE_PAGE = "/cases/{number}"
PAGES: Mapping[str, str] = MappingProxyType(
    {
        "absence_in_force": "/workbench/absence",
        "absence_proposed": "/workbench/absence",
        "absence_to_confirm": "/workbench/absence",
        "account_closing_asked": "/account/closing",
        "account_closing_refused": "/account/closing",
        "account_closing_taken_back": "/account/profile",
        "after_sales_news": "/after-sales/{case}",
        "agent_appointed": "/account/agent",
        "agent_joined": "/account/agent",
        "agent_left": "/account/agent",
        "consultant_expired": "/team/consultants",
        "consultant_joined": "/team/consultants",
        "consultant_left": "/team/consultants",
        "consultant_refused": "/team/consultants",
        "disk_low": "/admin",
        "email_changed": "/account/profile",
        "expert_active": "/expert",
        "expert_ended": "/expert",
        "expert_enrolled": "/expert",
        "expert_suspended": "/expert",
        "filed_deal_news": "/filed-deals/{number}",
        "gathering_by_mail": "/activities/{id}?key={key}",
        "gathering_news": "/activities/{id}",
        "ledger_difference": "/admin/incidents",
        "mobile_changed": "/account/profile",
        "member_left": "/team",
        "order_news": "/orders/{order}",
        "order_reminder": "/orders/{order}",
        "overdue_summary": "/inbox/overdue",
        "password_changed": "/account/forgotten",
        "personal_data_ready": "/account/own-data",
        "payment_password_changed": "/wallet/payment-password",
        "payment_password_locked": "/wallet/payment-password",
        "payment_received": "/wallet/recharge/{number}",
        "seal_made": "/seal",
        "seal_revoked": "/seal",
        "voucher_expiring": "/vouchers",
    }
)
"""Pages by text; in braces what the text itself is filled with, or one of `OF_ADDRESSES`."""
OF_ADDRESSES = frozenset({"id", "key"})
"""What only an address is filled with: it says nothing to a reader."""


def page_of(template: str, params: Mapping[str, Any], *, about_case: bool) -> str:
    """Return the path of the page that a notice is about, empty if it is about none.

    The number of a case stands in `params`; without it a notice of a case leads nowhere by itself.
    """
    page = PAGES.get(template)
    if page is None:
        page = CASE_PAGE if about_case and params.get("number") else ""
    return page.format_map({name: quote(str(value), safe="") for name, value in params.items()})
