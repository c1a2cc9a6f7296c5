"""The demands that a person published, bids handed in, and what was said on both sides, for their copy.

A bid under seal tells that it is there: nobody reads it before the opening, its author's copy included.
"""

from __future__ import annotations

from sqlalchemy import select

from workflows.business.demands.invitation_models import DemandInvitation, InvitationEntry
from workflows.business.demands.models import Demand
from workflows.business.demands.tender_models import Tender, TenderBid, TenderEntry
from workflows.business.ledger.yuan_columns import in_yuan
from workflows.people.personal_data import PersonalRecords, columns, rows_of

RECORDS = (
    PersonalRecords(
        "demands", "发布的需求", "Demands",
        columns(
            ("title", "标题", "Title"), ("description", "说明", "Description"),
            ("contact", "联系人", "Contact"),
            ("mobile", "联系手机", "Mobile number"), ("state", "状态", "State"), ("at", "时间", "At"),
        ),
        rows_of(
            lambda user_id: select(
                Demand.title, Demand.description, Demand.contact, Demand.mobile, Demand.state,
                Demand.created_at,
            )
            .where(Demand.created_by == user_id)
            .order_by(Demand.id)
        ),
    ),
    PersonalRecords(
        "bids", "提交的投标", "Bids",
        columns(
            ("at", "提交时间", "Handed in"), ("demand", "需求", "Demand"), ("state", "状态", "State"),
            ("receipt", "回执编号", "Receipt"), ("plan", "方案（开标后）", "Plan, once opened"),
            ("yuan", "报价（元，开标后）", "Yuan, once opened"),
        ),
        rows_of(
            lambda user_id: select(
                TenderBid.handed_in_at, Demand.title, TenderBid.state, TenderBid.receipt, TenderBid.plan,
                in_yuan(TenderBid.price_fen),
            )
            .join(Tender, Tender.id == TenderBid.tender_id)
            .join(Demand, Demand.id == Tender.demand_id)
            .where(TenderBid.handed_in_by == user_id)
            .order_by(TenderBid.id)
        ),
    ),
    PersonalRecords(
        "tender_room", "竞标室中的操作与发言", "In rooms of tenders",
        columns(
            ("at", "时间", "At"), ("demand", "需求", "Demand"), ("kind", "操作", "Action"),
            ("text", "内容", "Text"),
        ),
        rows_of(
            lambda user_id: select(TenderEntry.at, Demand.title, TenderEntry.kind, TenderEntry.text)
            .join(Tender, Tender.id == TenderEntry.tender_id)
            .join(Demand, Demand.id == Tender.demand_id)
            .where(TenderEntry.actor == user_id)
            .order_by(TenderEntry.id)
        ),
    ),
    PersonalRecords(
        "invitations", "邀标中的操作与发言", "In invitations",
        columns(
            ("at", "时间", "At"), ("demand", "需求", "Demand"), ("kind", "操作", "Action"),
            ("text", "内容", "Text"),
        ),
        rows_of(
            lambda user_id: select(
                InvitationEntry.at, Demand.title, InvitationEntry.kind, InvitationEntry.text
            )
            .join(DemandInvitation, DemandInvitation.id == InvitationEntry.invitation_id)
            .join(Demand, Demand.id == DemandInvitation.demand_id)
            .where(InvitationEntry.actor == user_id)
            .order_by(InvitationEntry.id)
        ),
    ),
)  # fmt: skip
