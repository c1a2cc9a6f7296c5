"""What stands in the menu, for whom, and with which count."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_login import current_user

from web.i18n import lazy_text as _l
from web.viewers import current_viewer, own_organisations
from web.work import begin
from workflows.approvals.inbox.lists import counts
from workflows.approvals.team.overdue import overdue_count
from workflows.approvals.values import InboxCounts
from workflows.ground.work import Work
from workflows.notices.queries import unread_count
from workflows.people.identity.roles import (
    ANALYSTS,
    APPLICANTS,
    OPERATIONS,
    OVERSIGHT,
    WORKING_ROLES,
)
from workflows.people.organisations.menus import MENUS
from workflows.people.policies.team import may_work_in
from workflows.people.viewer import Viewer

WINDOWS = frozenset({"window", "cluster"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu: shown if its endpoint exists and the viewer holds one of `roles`, if any are named.

    `roles` are group ids without their scope: `window` stands for every `window:<region>`.
    `menus`: shown to who was given one of them in a certified organisation (`organisations.menus`).
    `count` names a counter registered with `counter()`; its number is shown beside the label; `needs_count`:
    whom the counter has no number for does not see the entry. `grouped`: the portal shows it in the menu of
    what there is to read; `section`: the heading under which the workplace shows it, none at the top.
    """

    endpoint: str
    label: Any
    icon: str
    roles: Collection[str] = ()
    count: str | None = None
    menus: tuple[str, ...] = ()
    needs_count: bool = False
    grouped: bool = False
    section: Any = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry made ready for a viewer."""

    url: str
    label: str
    icon: str
    active: bool
    count: int | None
    counter: str | None = None
    grouped: bool = False
    section: str = ""


def under(section: Any, *entries: Entry) -> tuple[Entry, ...]:
    """Return `entries` as those that stand under the heading `section`."""
    return tuple(replace(entry, section=section) for entry in entries)


PUBLIC = (
    Entry("portal.home", _l("Home"), "home"),
    Entry("services.home", _l("Services"), "apps"),
    Entry("catalogue.home", _l("Catalogue"), "building-store"),
    Entry("providers.home", _l("Service providers"), "briefcase"),
    Entry("demands.home", _l("Project hall"), "clipboard-list"),
    Entry("portal.notices", _l("Notices"), "speakerphone", grouped=True),
    Entry("portal.policies", _l("Policies and regulations"), "scale", grouped=True),
    Entry("portal.calls", _l("Project calls"), "flag", grouped=True),
    Entry("gatherings.home", _l("Activities"), "calendar-event", grouped=True),
    Entry("enquiries.home", _l("Message box"), "message-question", grouped=True),
    Entry("portal.guide", _l("How it works"), "route", grouped=True),
    Entry("mailbox.home", _l("Demo mailbox"), "mailbox", grouped=True),
)

WORKPLACE = (
    Entry("workbench.home", _l("Workbench"), "layout-dashboard"),
    Entry("services.home", _l("Services"), "apps"),
    Entry("inbox.home", _l("Inbox"), "inbox", roles=WORKING_ROLES | WINDOWS, count="inbox"),
    Entry(
        "inbox.overdue",
        _l("Overdue steps"),
        "clock-exclamation",
        roles=WORKING_ROLES | WINDOWS,
        count="overdue",
        needs_count=True,
    ),
    Entry("inbox.unattended", _l("Nobody can act"), "user-off", roles=OVERSIGHT),
    Entry("workbench.applications", _l("My applications"), "files", roles=APPLICANTS),
    Entry("workbench.messages", _l("Messages"), "mail", count="messages"),
    Entry("workbench.absence", _l("Absence"), "calendar-off", roles=WORKING_ROLES | WINDOWS),
    *under(
        _l("Supply and demand"),
        Entry("products.home", _l("My products"), "package", menus=("products",)),
        Entry("demands.mine", _l("My demands"), "clipboard-list", roles=("enterprise",), menus=("orders",)),
        Entry("demands.bids", _l("My bids"), "gavel", roles=("provider",), menus=("orders",)),
        Entry(
            "demands.invitations",
            _l("Invitations"),
            "mail-forward",
            roles=("provider",),
            menus=("orders",),
        ),
        Entry("direct_demands.home", _l("Direct demands"), "message", menus=("orders",)),
        Entry("direct_demands.home", _l("Direct demands"), "message", roles=OVERSIGHT | {"consultant"}),
        Entry("filed_deals.home", _l("Deals on file"), "file-dollar", menus=("orders",)),
        Entry("filed_deals.home", _l("Deals on file"), "file-dollar", roles=OVERSIGHT),
    ),
    *under(
        _l("Orders and contracts"),
        Entry("cart.home", _l("Cart"), "shopping-cart", roles=("enterprise",), menus=("orders",)),
        Entry("orders.purchases", _l("Purchases"), "receipt", roles=("enterprise",), menus=("orders",)),
        Entry("orders.sales", _l("Orders"), "receipt", roles=("provider",), menus=("orders",)),
        Entry("contracts.home", _l("Contracts"), "file-text", menus=("orders", "seals")),
        Entry("contracts.home", _l("Contracts"), "file-text", roles=OPERATIONS),
        Entry("ratings.home", _l("Ratings"), "star", menus=("orders",)),
        Entry("after_sales.home", _l("After-sales"), "lifebuoy", menus=("orders",)),
        Entry("after_sales.all_cases", _l("After-sales"), "lifebuoy", roles=OVERSIGHT),
    ),
    *under(
        _l("Money and vouchers"),
        Entry("wallet.home", _l("Wallet"), "wallet", menus=("wallet",)),
        Entry("vouchers.home", _l("My vouchers"), "ticket", menus=("wallet",)),
        Entry("campaigns.home", _l("Voucher campaigns"), "discount", roles=APPLICANTS | OVERSIGHT),
        Entry("vouchers.programmes", _l("Voucher programmes"), "ticket", roles=OVERSIGHT),
    ),
    *under(
        _l("Organisations and people"),
        Entry("workbench.organisation", _l("My organisation"), "building", roles=APPLICANTS),
        Entry("team.home", _l("Team"), "users-group", menus=("sub_accounts", "experts", "consultants")),
        Entry("seals.home", _l("My seal"), "rubber-stamp", menus=("seals",)),
        Entry("experts.me", _l("My expert profile"), "certificate", roles=("expert",)),
        Entry("people.experts", _l("Experts"), "certificate", roles=OVERSIGHT),
        Entry("people.all_consultants", _l("Consultants"), "user-heart", roles=OVERSIGHT),
    ),
    *under(
        _l("Platform"),
        Entry("notices.home", _l("Public notices"), "speakerphone", roles=OPERATIONS),
        Entry("gatherings.kept", _l("Keep activities"), "calendar-event", roles=OPERATIONS),
        Entry("surveys.kept", _l("Needs surveys"), "clipboard-text", roles=OPERATIONS),
        Entry("studio.home", _l("Process studio"), "sitemap", roles=ANALYSTS),
        Entry("reference.words", _l("Reference"), "book", roles=ANALYSTS),
        Entry("admin.incidents", _l("Incidents"), "alert-triangle", roles=("analyst",)),
        Entry("admin.home", _l("Administration"), "settings", roles=("admin",)),
        Entry("console.home", _l("Operations"), "activity", roles=("admin",)),
    ),
    *under(_l("Demonstration"), Entry("mailbox.home", _l("Demo mailbox"), "mailbox")),
)

LEADS_TO: Mapping[str, tuple[str, ...]] = {
    "cases": ("workbench.applications", "inbox.home"),
    "contract_templates": ("contracts.home",),
    "demands": ("demands.home", "demands.mine", "demands.bids"),
    "demands.ask": ("demands.home", "demands.mine"),
    "orders": ("orders.purchases", "orders.sales"),
    "portal.search": (),
    "providers.enterprise": (),
    "providers.enterprises": (),
    "rankings": ("providers.home",),
    "ratings.of_enterprise": (),
    "ratings.of_product": ("catalogue.home",),
    "ratings.of_provider": ("providers.home",),
    "reference.jobs": ("reference.words",),
}
"""Entries that lead to a page, or to those of a place, where its address does not tell: the first shown."""

Counter = Callable[[Any, Any], int | None]
_counters: dict[str, Counter] = {
    "messages": lambda work, viewer: unread_count(work, viewer.id),
    "overdue": lambda work, viewer: overdue(work, viewer.groups),
}


def counter(name: str) -> Callable[[Counter], Counter]:
    """Register a function `(work, viewer) -> int` as the counter that entries call `name`."""

    def register(function: Counter) -> Counter:
        _counters[name] = function
        return function

    return register


def roles_of(groups: Iterable[str]) -> frozenset[str]:
    """Return the role names of group ids: `window:4301` → `window`."""
    return frozenset(group.partition(":")[0] for group in groups)


def lines(
    entries: Iterable[Entry],
    groups: Iterable[str],
    counts: Mapping[str, int | None],
    menus: Collection[str] = (),
) -> list[Line]:
    """Return the lines of `entries` for somebody in `groups` who holds `menus`, in order."""
    held, pages = roles_of(groups), current_app.view_functions
    shown = [
        entry
        for entry in entries
        if entry.endpoint in pages
        and (not entry.roles or held & set(entry.roles))
        and (not entry.needs_count or counts.get(entry.count or "") is not None)
        and (not entry.menus or not set(entry.menus).isdisjoint(menus))
    ]
    urls = _addresses(entry.endpoint for entry in shown)
    here = _entry_of_this_page(urls)
    return [
        Line(
            url=urls[entry.endpoint],
            label=str(entry.label),
            icon=entry.icon,
            active=entry.endpoint == here,
            count=counts.get(entry.count) if entry.count else None,
            counter=entry.count,
            grouped=entry.grouped,
            section=str(entry.section),
        )
        for entry in shown
    ]


def _addresses(endpoints: Iterable[str]) -> dict[str, str]:
    """Return the addresses of pages that need no values; kept, unless a request comes below another path."""
    kept: dict[str, str] = {}
    if not request.script_root:
        kept = current_app.extensions.setdefault("menu_addresses", kept)
    return {one: kept.get(one) or kept.setdefault(one, url_for(one)) for one in endpoints}


def _entry_of_this_page(urls: Mapping[str, str]) -> str:
    """Return the endpoint of the entry that the page is, or lies below, or that leads to it; "" for none."""
    page = request.endpoint or ""
    if page in urls:
        return page
    above = [endpoint for endpoint, url in urls.items() if request.path.startswith(f"{url}/")]
    if above:
        return max(above, key=lambda endpoint: len(urls[endpoint]))
    place = page.partition(".")[0]
    leading = LEADS_TO.get(page, LEADS_TO.get(place, (f"{place}.home",)))
    return next((endpoint for endpoint in leading if endpoint in urls), "")


def list_counts(work: Work, viewer: Viewer) -> InboxCounts:
    """Return the numbers beside the viewer's lists, and keep those that the menu of the page shows too."""
    numbers = counts(work, viewer)
    g.menu_counts = {**g.get("menu_counts", {}), "inbox": numbers.to_do, "messages": numbers.unread}
    return numbers


def overdue(work: Work, groups: Iterable[str]) -> int | None:
    """Return how many steps are overdue that the signed-in person of these groups answers for; once a page.

    None for whom it is no matter of theirs.
    """
    known: dict[str, int | None] = g.setdefault("menu_counts", {})
    if "overdue" not in known:
        office = roles_of(groups) & (WORKING_ROLES | WINDOWS)
        known["overdue"] = overdue_count(work, current_viewer(work)) if office else None
    return known["overdue"]


def viewer_counts() -> dict[str, int | None]:
    """Return the numbers beside the menu for the signed-in user; empty for a visitor."""
    if not current_user.is_authenticated or not _counters:
        return {}
    known: Mapping[str, int | None] = dict(g.get("menu_counts", {}))
    with begin() as work:
        missing = {name: count for name, count in _counters.items() if name not in known}
        return {**known, **{name: count(work, current_user) for name, count in missing.items()}}


def public_menu() -> list[Line]:
    """Return the portal's menu."""
    return lines(PUBLIC, (), {})


def workplace_menu() -> list[Line]:
    """Return the signed-in user's menu; made once a page."""
    if not current_user.is_authenticated:
        return []
    if "workplace_menu" not in g:
        groups = getattr(current_user, "groups", ())
        g.workplace_menu = lines(WORKPLACE, groups, viewer_counts(), held_menus(groups))
    menu: list[Line] = g.workplace_menu
    return menu


def held_menus(groups: Iterable[str]) -> frozenset[str]:
    """Return the menus that the signed-in person works in, in whichever certified organisation.

    Only who applies or acts for somebody can hold any: nobody else's page asks for them.
    """
    if roles_of(groups).isdisjoint(APPLICANTS):
        return frozenset()
    with begin() as work:
        viewer = current_viewer(work)
        own = own_organisations(work)
    return frozenset(menu for menu in MENUS for one in own if may_work_in(viewer, one, menu))


def endpoint_exists(name: str) -> bool:
    """Tell whether this installation has a page `name`."""
    return name in current_app.view_functions


def init_app(app: Flask) -> None:
    """Offer the menus to the templates of `app`."""
    app.jinja_env.globals.update(
        public_menu=public_menu, workplace_menu=workplace_menu, endpoint_exists=endpoint_exists
    )
