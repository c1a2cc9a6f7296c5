"""Every route × every kind of person × own and foreign objects, against one table."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from flask import Flask
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.factories import publication
from tests.factories.after_sales import opened_case
from tests.factories.contracts import Parties
from tests.factories.demands import bid_for, demanded, invited
from tests.factories.direct_demands import asked
from tests.factories.enquiries import published_enquiry
from tests.factories.filed_deals import filed
from tests.factories.gatherings import gathered
from tests.factories.orders import (
    collected,
    placed,
    proposed_ending,
    proposed_plan_change,
    rated,
    reported_file,
)
from tests.factories.people import Applicant, staff, viewer
from tests.factories.portal_files import attached
from tests.factories.products import deploy_listing, product
from tests.factories.seals import passed_check, sealed
from tests.factories.surveys import surveyed
from tests.web.people_at_work import session_of, signed_in
from tests.web.services.conftest import deploy as deploy_field_trips
from tests.workflows.approvals.conftest import Story
from tests.workflows.business.campaigns.conftest import begun
from tests.workflows.business.vouchers.conftest import granted, opened
from tests.workflows.business.wallet.conftest import receive
from web.app import create_app
from workflows.administration import announcements
from workflows.approvals.inbox import saved_filters
from workflows.approvals.tasks import assignment
from workflows.bootstrap import Platform
from workflows.business.certificates.models import Certificate
from workflows.business.certificates.operations import _private
from workflows.business.consultants import operations as consultants
from workflows.business.consultants.models import Consultant
from workflows.business.contracts import answering, sealing, templates
from workflows.business.experts.expert_lifecycle import write_profile
from workflows.business.experts.models import Enrolment, Expert
from workflows.business.identity_sandbox.models import SandboxIdentityCheck
from workflows.business.payment_sandbox.models import SandboxPayment
from workflows.business.payments.card_numbers import lock_card
from workflows.business.payments.operations import create_order
from workflows.business.wallet.models import BankCard
from workflows.files.operations import store
from workflows.files.portal_files import PortalText
from workflows.ground.work import Work
from workflows.notices.models import Message
from workflows.notices.values import AnnouncementDraft
from workflows.outside.operations import Typed
from workflows.outside.operations import save as save_service
from workflows.own_account.models import PersonalDataCopy
from workflows.packages import package_files
from workflows.people.absences import operations as absences
from workflows.people.absences.values import NewAbsence
from workflows.people.identity import captcha, interrupted
from workflows.people.identity.groups import set_leads
from workflows.people.identity.models import LoginSession
from workflows.people.identity.sessions import live_sessions, open_session
from workflows.people.organisations import operations as organisations
from workflows.people.organisations.models import Organisation
from workflows.people.sub_accounts import operations as sub_accounts
from workflows.people.sub_accounts.models import SubAccount
from workflows.people.sub_accounts.values import Colleague
from workflows.studio.comments import CommentPlace, comment
from workflows.studio.drafts import draft_from_version
from workflows.studio.models import StudioMove

STAFF = {
    "window": ("window:430100",),
    "other_window": ("window:430200",),
    "cluster": ("cluster:rail-transit",),
    "operator": ("operator",),
    "department": ("department",),
    "finance": ("finance",),
    "expert": ("expert",),
    "consultant": ("consultant",),
    "analyst": ("analyst",),
    "admin": ("admin",),
}
# `owner` has a case in review at the window of 430100, `returned` one to correct; `rival` and `provider` have
# organisations of their own (the provider's is certified) and nothing to do with either; `customer` acts for
# a certified enterprise with which the provider has contracts.
APPLICANTS = frozenset({"owner", "returned", "rival", "provider", "customer"})
PEOPLE = APPLICANTS | set(STAFF)
EVERYONE = PEOPLE | {"visitor"}
OWNER = frozenset({"owner"})
PROVIDER = frozenset({"provider"})
CUSTOMER = frozenset({"customer"})
CERTIFIED = PROVIDER | CUSTOMER
ENTERPRISES = APPLICANTS - PROVIDER
REVIEWER = frozenset({"window"})
LEAD = frozenset({"other_window"})
COLLEAGUES = frozenset(STAFF) - {"consultant"}
OVERSIGHT = frozenset({"operator", "department", "admin"})
SERVICE = Typed(
    title_zh="信用查询",
    title_en="Credit check",
    address="https://credit.example.cn/check",
    secret="sixteen-letters-and-more",
    request_schema='{"type": "object"}',
    answer_schema='{"type": "object"}',
)
COMPANY = "长沙第1机械有限公司"
CARD_NUMBER = "6217001234567890"
TYPED = "只有本人可见的内容"
READERS = OWNER | REVIEWER | OVERSIGHT
NOBODY: frozenset[str] = frozenset()
ADMIN = frozenset({"admin"})
ANALYSTS = ADMIN | {"analyst"}
OPERATOR = frozenset({"operator"})
KEEPERS_OF_NOTICES = frozenset({"operator", "admin"})

Access = tuple[frozenset[str], dict[str, str]]


def only(people: frozenset[str], **arguments: str) -> Access:
    """Say who may, and with which object: names of the world stand for its ids."""
    return people, arguments


# Nobody else gets through. In this order: what changes the world for the rows below stands last.
TABLE: dict[str, Access] = {
    "static": only(EVERYONE, filename="dist/manifest.json"),
    "health.alive": only(EVERYONE),
    "health.ready": only(EVERYONE),
    "health.metrics": only(EVERYONE),
    "installable.manifest": only(EVERYONE),
    "installable.service_worker": only(EVERYONE),
    "installable.offline": only(EVERYONE),
    "portal.home": only(EVERYONE),
    "portal.guide": only(EVERYONE),
    "portal.notices": only(EVERYONE),
    "portal.notice": only(EVERYONE, notice_id="notice"),
    "portal.policies": only(EVERYONE),
    "portal.calls": only(EVERYONE),
    "portal.notices_feed": only(EVERYONE),
    "portal.activities_feed": only(EVERYONE),
    "portal.notice_file": only(EVERYONE, notice_id="notice", attachment_id="notice_file"),
    "portal.sitemap": only(EVERYONE),
    "portal.search": only(EVERYONE),
    "portal.token": only(EVERYONE),
    "services.home": only(EVERYONE),
    "services.start": only(APPLICANTS, process_id="field_trip"),
    "services.save": only(APPLICANTS, process_id="field_trip"),
    "services.go_on": only(APPLICANTS, process_id="field_trip"),
    "catalogue.home": only(EVERYONE),
    "catalogue.product": only(EVERYONE, number="on_sale"),
    "demands.home": only(EVERYONE),
    "demands.mine": only(ENTERPRISES),
    "demands.download": only(ENTERPRISES, kind="csv"),
    "demands.demand": only(OWNER | OVERSIGHT, number="demand"),
    "demands.hold_deposit": only(OWNER, number="demand"),
    "demands.ask": only(ENTERPRISES, provider_id="certified_provider"),
    "demands.invite": only(ENTERPRISES, provider_id="certified_provider"),
    "demands.invitations": only(PROVIDER),
    "demands.invitation": only(OWNER | PROVIDER | OVERSIGHT, invitation_id="invitation"),
    "demands.file": only(OWNER | PROVIDER | OVERSIGHT, invitation_id="invitation", file_id="invitation_file"),
    "demands.act": only(OWNER | PROVIDER, invitation_id="invitation", step="say"),
    "demands.choice": only(OWNER, invitation_id="invitation"),
    "demands.choose": only(OWNER, invitation_id="invitation"),
    "rankings.home": only(EVERYONE),
    "rankings.reasons": only(PROVIDER | OVERSIGHT, kind="provider", ranked_id="certified_provider"),
    "direct_demands.form": only(CUSTOMER, kind="provider", reference="certified_provider"),
    "direct_demands.save": only(CUSTOMER, kind="provider", reference="certified_provider"),
    "direct_demands.send": only(CUSTOMER, kind="provider", reference="certified_provider"),
    "direct_demands.home": only(APPLICANTS | OVERSIGHT | {"consultant"}),
    "direct_demands.figures": only(PROVIDER | OVERSIGHT | {"consultant"}),
    "direct_demands.download": only(PROVIDER | OVERSIGHT | {"consultant"}, what="figures", kind="csv"),
    "direct_demands.direct_demand": only(OWNER | PROVIDER | OVERSIGHT, number="direct_demand"),
    "direct_demands.act": only(PROVIDER, number="direct_demand", step="accept"),
    "demands.tender": only(OWNER | PROVIDER | OVERSIGHT, number="tendered"),
    "demands.end_tender": only(OWNER, number="tendered"),
    "demands.begin_second_round": only(OWNER, number="tendered"),
    "demands.quote_again": only(PROVIDER, bid_id="bid"),
    "demands.give_up": only(OWNER, number="tendered"),
    "demands.reopen": only(OWNER, number="tendered"),
    "demands.online": only(OWNER | PROVIDER | OVERSIGHT, number="tendered"),
    "demands.bid": only(PROVIDER, number="tendered"),
    "demands.send_bid": only(PROVIDER, number="tendered"),
    "demands.take_back_bid": only(PROVIDER, number="tendered"),
    "demands.bids": only(PROVIDER),
    "demands.bid_file": only(OWNER | PROVIDER | OVERSIGHT, bid_id="bid", file_id="bid_file"),
    "demands.say_in_tender": only(OWNER | PROVIDER, bid_id="bid"),
    "demands.bid_choice": only(OWNER, bid_id="bid"),
    "demands.choose_bid": only(OWNER, bid_id="bid"),
    "gatherings.home": only(EVERYONE),
    "gatherings.gathering": only(EVERYONE, gathering_id="gathering"),
    "gatherings.file": only(EVERYONE, gathering_id="gathering", attachment_id="gathering_file"),
    "gatherings.sign_up": only(EVERYONE, gathering_id="gathering"),
    "gatherings.give_back": only(EVERYONE, gathering_id="gathering"),
    "gatherings.door": only(EVERYONE, gathering_id="gathering"),
    "gatherings.check_in": only(EVERYONE, gathering_id="gathering"),
    "gatherings.kept": only(KEEPERS_OF_NOTICES),
    "gatherings.write": only(KEEPERS_OF_NOTICES),
    "gatherings.edit": only(KEEPERS_OF_NOTICES, gathering_id="gathering"),
    "gatherings.save": only(KEEPERS_OF_NOTICES, gathering_id="gathering"),
    "gatherings.cancel": only(KEEPERS_OF_NOTICES, gathering_id="gathering"),
    "gatherings.people": only(KEEPERS_OF_NOTICES, gathering_id="gathering"),
    "gatherings.download": only(KEEPERS_OF_NOTICES, gathering_id="gathering", kind="csv"),
    "surveys.survey": only(EVERYONE, survey_id="survey"),
    "surveys.send": only(EVERYONE, survey_id="survey"),
    "surveys.thanks": only(EVERYONE, survey_id="survey"),
    "surveys.code": only(EVERYONE, survey_id="survey"),
    "surveys.kept": only(KEEPERS_OF_NOTICES),
    "surveys.write": only(KEEPERS_OF_NOTICES),
    "surveys.edit": only(KEEPERS_OF_NOTICES, survey_id="survey"),
    "surveys.save": only(KEEPERS_OF_NOTICES, survey_id="survey"),
    "surveys.preview": only(KEEPERS_OF_NOTICES, survey_id="survey"),
    "surveys.edit_questions": only(KEEPERS_OF_NOTICES, survey_id="survey"),
    "surveys.save_questions": only(KEEPERS_OF_NOTICES, survey_id="survey"),
    "surveys.vocabulary": only(KEEPERS_OF_NOTICES),
    "surveys.check_questions": only(KEEPERS_OF_NOTICES),
    "surveys.draw_questions": only(KEEPERS_OF_NOTICES),
    "surveys.results": only(KEEPERS_OF_NOTICES, survey_id="survey"),
    "surveys.texts": only(KEEPERS_OF_NOTICES, survey_id="survey", key="details"),
    "surveys.download": only(KEEPERS_OF_NOTICES, survey_id="survey", kind="csv"),
    "surveys.announce": only(KEEPERS_OF_NOTICES, survey_id="survey"),
    "surveys.copy": only(KEEPERS_OF_NOTICES, survey_id="survey"),
    "surveys.end": only(KEEPERS_OF_NOTICES, survey_id="survey"),
    "surveys.delete": only(KEEPERS_OF_NOTICES, survey_id="survey"),
    "enquiries.home": only(EVERYONE),
    "enquiries.write": only(EVERYONE),
    "enquiries.send": only(EVERYONE),
    "enquiries.question": only(EVERYONE, enquiry_id="enquiry"),
    "campaigns.home": only(EVERYONE),
    "campaigns.campaign": only(EVERYONE, campaign_id="campaign"),
    "campaigns.grab": only(PEOPLE, campaign_id="campaign"),
    "campaigns.apply": only(PEOPLE, campaign_id="campaign"),
    "providers.home": only(EVERYONE),
    "providers.enterprises": only(EVERYONE),
    "providers.provider": only(EVERYONE, organisation_id="certified_provider"),
    "providers.enterprise": only(EVERYONE, organisation_id="certified_enterprise"),
    "portal.language": only(EVERYONE),
    "mailbox.home": only(EVERYONE),  # exists in the demonstration only
    "account.agreement": only(EVERYONE, name="service"),
    "account.new_captcha": only(EVERYONE),
    "account.captcha_picture": only(EVERYONE, challenge_id="captcha"),
    "account.send_code": only(EVERYONE),
    "account.sign_in": only(EVERYONE),
    "account.sign_in_submit": only(EVERYONE),
    "account.second_step": only(EVERYONE),
    "account.second_step_submit": only(EVERYONE),
    "account.sign_up": only(EVERYONE),
    "account.sign_up_submit": only(EVERYONE),
    "account.forgotten": only(EVERYONE),
    "account.forgotten_submit": only(EVERYONE),
    "account.reset": only(EVERYONE, token="nonsense"),
    "account.reset_submit": only(EVERYONE, token="nonsense"),
    "account.sign_out": only(EVERYONE),
    "account.home": only(PEOPLE),
    "account.workplace": only(EVERYONE),
    "account.profile": only(PEOPLE),
    "account.notices": only(PEOPLE),
    "account.save_notices": only(PEOPLE),
    "account.consent": only(PEOPLE),
    "account.agree": only(PEOPLE),
    "account.change_password": only(PEOPLE),
    "account.second_factor_page": only(PEOPLE),
    "account.set_up_second_factor": only(PEOPLE),
    "account.renew_recovery_codes": only(PEOPLE),
    "account.save_recovery_codes": only(PEOPLE),
    "account.switch_off_second_factor": only(PEOPLE),
    "account.change_mobile": only(PEOPLE),
    "account.change_email": only(PEOPLE),
    "account.send_email_code": only(PEOPLE),
    "account.change_language": only(PEOPLE),
    "account.own_data": only(PEOPLE),
    "account.ask_own_data": only(PEOPLE),
    "account.save_own_data": only(OWNER, copy_id="personal_copy"),
    "account.closing_page": only(PEOPLE),
    "account.ask_closing": only(APPLICANTS | {"expert", "consultant"}),
    "account.take_back_closing": only(PEOPLE),
    "account.places": only(PEOPLE),
    "account.place": only(frozenset({"consultant"}), kind="kind_of_place", place_id="own_consultancy"),
    "account.leave_place": only(frozenset({"consultant"}), kind="kind_of_place", place_id="own_consultancy"),
    "account.resume": only(PEOPLE, interrupted_id="interrupted"),
    "account.organisation_form": only(APPLICANTS),
    "account.organisation_draft": only(APPLICANTS),
    "account.organisation_submit": only(APPLICANTS),
    "account.submitted": only(APPLICANTS),
    "account.agent": only(APPLICANTS),
    "account.name_agent": only(APPLICANTS),
    "account.invite_agent": only(APPLICANTS),
    "account.end_agent": only(APPLICANTS, agent_id="nonsense"),
    "account.payment_account": only(APPLICANTS),
    "account.set_payment_account": only(APPLICANTS),
    "push.events": only(PEOPLE),
    "workbench.home": only(PEOPLE),
    "workbench.to_do": only(PEOPLE),
    "workbench.applications": only(PEOPLE),
    "workbench.messages": only(PEOPLE),
    "workbench.organisation": only(PEOPLE),
    "workbench.organisation_profile": only(CERTIFIED),
    "workbench.open_message": only(OWNER, message_id="message"),
    "workbench.read_all": only(PEOPLE),
    "products.home": only(APPLICANTS),
    "products.choose": only(APPLICANTS),
    "products.create": only(frozenset({"provider"})),
    "products.product": only(frozenset({"provider"}), product_id="product"),
    "products.preview": only(frozenset({"provider"}), product_id="product"),
    "products.edit": only(frozenset({"provider"}), product_id="product"),
    "products.save_draft": only(frozenset({"provider"}), product_id="product"),
    "products.send": only(frozenset({"provider"}), product_id="product"),
    "products.ask": only(frozenset({"provider"}), product_id="product", question="off-sale"),
    "products.off_sale": only(frozenset({"provider"}), product_id="product"),
    "products.on_sale": only(frozenset({"provider"}), product_id="product"),
    "products.drop_change": only(frozenset({"provider"}), product_id="product"),
    "products.copy": only(frozenset({"provider"}), product_id="product"),
    "cases.case": only(READERS, number="number"),
    "cases.diagram": only(READERS, number="number"),
    "cases.withdraw_question": only(READERS, number="number"),
    "cases.correction_draft": only(frozenset({"returned"}), number="returned_number", task_id="correction"),
    "cases.correct": only(frozenset({"returned"}), number="returned_number", task_id="correction"),
    "cases.replace_question": only(frozenset({"operator"}), number="number", place="1"),
    "cases.replace_expert": only(frozenset({"operator"}), number="number", place="1"),
    "cases.urge": only(OWNER, number="number"),
    "files.upload": only(PEOPLE),
    "files.download": only(READERS, file_id="file"),
    "inbox.home": only(PEOPLE),
    "inbox.done": only(PEOPLE),
    "inbox.started": only(PEOPLE),
    "inbox.copied": only(PEOPLE),
    "inbox.everything": only(OVERSIGHT),
    "inbox.filters": only(PEOPLE),
    "inbox.keep_filter": only(PEOPLE),
    "inbox.choose_columns": only(PEOPLE, list_name="to_do"),
    "inbox.change_columns": only(PEOPLE, list_name="to_do"),
    "inbox.export": only(PEOPLE, list_name="to_do", kind="csv"),
    "inbox.change_filter": only(REVIEWER, filter_id="filter"),
    "inbox.bulk": only(PEOPLE),
    "inbox.carry_out": only(PEOPLE),
    "inbox.team": only(LEAD),
    "inbox.team_numbers": only(LEAD, group="window:430200"),
    "inbox.team_tasks": only(LEAD, group="window:430200"),
    "inbox.task": only(REVIEWER | OVERSIGHT, task_id="task"),
    "inbox.decide": only(REVIEWER, task_id="task"),
    "inbox.claim": only(REVIEWER, task_id="task"),
    "inbox.save_draft": only(REVIEWER, task_id="task"),
    "inbox.unattended": only(OVERSIGHT),
    "inbox.overdue": only(OVERSIGHT | LEAD),
    "workbench.absence": only(COLLEAGUES),
    "workbench.absence_people": only(COLLEAGUES),
    "workbench.set_absence": only(COLLEAGUES),
    "workbench.end_absence": only(frozenset({"operator", "admin", "other_window"}), absence_id="absence"),
    "workbench.confirm_absence": only(frozenset({"admin", "other_window"}), absence_id="absence_to_confirm"),
    "inbox.insert_phrase": only(REVIEWER, task_id="task"),
    "inbox.keep_phrase": only(REVIEWER, task_id="task"),
    "inbox.drop_phrase": only(REVIEWER, task_id="task"),
    "inbox.action": only(REVIEWER, task_id="task", action="copy"),
    "inbox.people": only(REVIEWER, task_id="task", action="copy"),
    "inbox.take_action": only(REVIEWER, task_id="task", action="copy"),
    "inbox.release": only(REVIEWER, task_id="task"),
    "notices.home": only(KEEPERS_OF_NOTICES),
    "notices.write": only(KEEPERS_OF_NOTICES),
    "notices.edit": only(KEEPERS_OF_NOTICES, notice_id="notice"),
    "notices.save": only(KEEPERS_OF_NOTICES, notice_id="notice"),
    "notices.publish": only(KEEPERS_OF_NOTICES, notice_id="notice"),
    "notices.withdraw": only(KEEPERS_OF_NOTICES, notice_id="notice"),
    "admin.home": only(ADMIN),
    "admin.audit": only(ADMIN),
    "admin.users": only(ADMIN),
    "admin.new_user": only(ADMIN),
    "admin.create_user": only(ADMIN),
    "admin.user": only(ADMIN, user_id="bystander"),
    "admin.rename_user": only(ADMIN, user_id="bystander"),
    "admin.change_roles": only(ADMIN, user_id="bystander"),
    "admin.change_leads": only(ADMIN, user_id="bystander"),
    "admin.reset_password": only(ADMIN, user_id="bystander"),
    "admin.reset_second_factor": only(ADMIN, user_id="bystander"),
    "admin.forget_failures": only(ADMIN, user_id="bystander"),
    "admin.sign_user_out": only(ADMIN, user_id="bystander"),
    "admin.lock_user": only(ADMIN, user_id="bystander"),
    "admin.unlock_user": only(ADMIN, user_id="bystander"),
    "admin.close_user": only(ADMIN, user_id="bystander"),
    "admin.organisations": only(ADMIN),
    "admin.organisation": only(ADMIN, organisation_id="rivals"),
    "admin.revoke_organisation_seal": only(ADMIN, organisation_id="certified_provider", seal_id="seal"),
    "admin.regions": only(ADMIN),
    "admin.add_region": only(ADMIN),
    "admin.region": only(ADMIN, code="430300"),
    "admin.rename_region": only(ADMIN, code="430300"),
    "admin.set_window": only(ADMIN, code="430300"),
    "admin.set_region_active": only(ADMIN, code="430300"),
    "admin.clusters": only(ADMIN),
    "admin.new_cluster": only(ADMIN),
    "admin.cluster": only(ADMIN, cluster_id="rail-transit"),
    "admin.save_cluster": only(ADMIN, cluster_id="rail-transit"),
    "reference.words": only(ANALYSTS),
    "reference.jobs": only(ANALYSTS),
    "studio.home": only(ANALYSTS),
    "studio.new_draft": only(ANALYSTS),
    "studio.create_process": only(ANALYSTS),
    "studio.import_draft": only(ANALYSTS),
    "studio.draft_version": only(ANALYSTS, definition_id="definition"),
    "studio.export_version": only(ANALYSTS, definition_id="definition"),
    "studio.draft": only(ANALYSTS, draft_id="draft"),
    "studio.export_draft": only(ANALYSTS, draft_id="draft"),
    "studio.file": only(ANALYSTS, draft_id="draft", name="process.bpmn"),
    "studio.vocabulary": only(ANALYSTS, draft_id="draft"),
    "studio.data_entries_page": only(ANALYSTS, draft_id="draft", kind="notices"),
    "studio.data_entry": only(ANALYSTS, draft_id="draft", kind="notices", name="enterprise_certified"),
    "studio.add_data_entry": only(ANALYSTS, draft_id="draft", kind="notices"),
    "studio.save_data_entry": only(ANALYSTS, draft_id="draft", kind="notices", name="enterprise_certified"),
    "studio.copy_data_entry": only(ANALYSTS, draft_id="draft", kind="notices", name="enterprise_certified"),
    "studio.check": only(ANALYSTS, draft_id="draft", name="process.bpmn"),
    "studio.scenarios": only(ANALYSTS, draft_id="draft"),
    "studio.play_scenarios": only(ANALYSTS, draft_id="draft"),
    "studio.take_delivered_scenarios": only(ANALYSTS, draft_id="draft"),
    "studio.version_diagram": only(ANALYSTS, definition_id="definition", name="process.bpmn"),
    "studio.draft_diagram": only(ANALYSTS, draft_id="draft", name="process.bpmn"),
    "studio.variables": only(ANALYSTS, draft_id="draft"),
    "studio.example": only(ANALYSTS, draft_id="draft"),
    "studio.draft_staff": only(ANALYSTS, draft_id="draft"),
    "studio.draft_texts": only(ANALYSTS, draft_id="draft"),
    "studio.save_draft_texts": only(ANALYSTS, draft_id="draft"),
    "studio.copy_draft_texts": only(ANALYSTS, draft_id="draft"),
    "studio.copy_draft_start": only(ANALYSTS, draft_id="draft"),
    "studio.comments": only(ANALYSTS, draft_id="draft"),
    "studio.write_comment": only(ANALYSTS, draft_id="draft"),
    "studio.answer_comment": only(ANALYSTS, draft_id="draft", comment_id="comment"),
    "studio.solve_comment": only(ANALYSTS, draft_id="draft", comment_id="comment", way="solve"),
    "studio.preview": only(ANALYSTS, draft_id="draft", name="application.form"),
    "studio.draft_start": only(ANALYSTS, draft_id="draft"),
    "studio.save_draft_start": only(ANALYSTS, draft_id="draft"),
    "studio.retire_process": only(ANALYSTS, process_id="enterprise_registration"),
    "studio.revive_process": only(ANALYSTS, process_id="enterprise_registration"),
    "studio.before_tryout": only(ANALYSTS, draft_id="draft"),
    "studio.begin_tryout": only(ANALYSTS, draft_id="draft"),  # without its revision: refused with 409
    "studio.tryout": only(NOBODY, tryout_id="of somebody else"),
    "studio.tryout_diagram": only(NOBODY, tryout_id="of somebody else"),
    "studio.travel": only(NOBODY, tryout_id="of somebody else"),
    "studio.keep_as_scenario": only(NOBODY, tryout_id="of somebody else"),
    "studio.end_tryout": only(NOBODY, tryout_id="of somebody else"),
    "studio.answer_for_service": only(NOBODY, tryout_id="of somebody else"),
    "studio.tryout_page": only(NOBODY, tryout_id="of somebody else", person="finance", path="home"),
    "studio.send_tryout_page": only(  # what counts is where it comes from: refused with 400
        EVERYONE, tryout_id="of somebody else", person="finance", path="home"
    ),
    "studio.look_before": only(ANALYSTS, draft_id="draft"),
    "studio.ask_for_approval": only(ANALYSTS, draft_id="draft"),
    "studio.deploy_draft": only(ANALYSTS, draft_id="draft"),
    "studio.versions": only(ANALYSTS, process_id="enterprise_registration"),
    "studio.version_changes": only(ANALYSTS, definition_id="definition"),
    "studio.make_version_current": only(ANALYSTS, definition_id="definition"),
    "studio.choose_cases": only(ANALYSTS, definition_id="definition"),
    "studio.start_move": only(ANALYSTS, definition_id="definition"),
    "studio.move": only(ANALYSTS, move_id="move"),
    "studio.go_on_moving": only(ANALYSTS, move_id="move"),
    "studio.undo_move": only(ANALYSTS, move_id="move"),
    "studio.save_file": only(ANALYSTS, draft_id="draft", name="process.bpmn"),
    "studio.keep_as_copy": only(ANALYSTS, draft_id="draft", name="process.bpmn"),
    "studio.add_file": only(ANALYSTS, draft_id="draft"),
    "studio.add_new_file": only(ANALYSTS, draft_id="draft", kind="form"),
    "studio.rename_draft": only(ANALYSTS, draft_id="draft"),
    "studio.copy_draft": only(ANALYSTS, draft_id="draft"),
    "studio.remove_file": only(ANALYSTS, draft_id="draft", name="process.bpmn"),
    "studio.rename_data_entry": only(ANALYSTS, draft_id="draft", kind="notices", name="enterprise_certified"),
    "studio.remove_data_entry": only(ANALYSTS, draft_id="draft", kind="notices", name="enterprise_certified"),
    "studio.delete_draft": only(ANALYSTS, draft_id="draft"),
    "admin.processes": only(ADMIN),
    "admin.process": only(ADMIN, definition_id="definition"),
    "admin.process_diagram": only(ADMIN, definition_id="definition"),
    "admin.migration": only(ADMIN, definition_id="definition"),
    "admin.migrate": only(ADMIN, definition_id="definition"),
    "admin.make_process_current": only(ADMIN, definition_id="definition"),
    "admin.retire_process": only(ADMIN, definition_id="definition"),
    "admin.revive_process": only(ADMIN, definition_id="definition"),
    "admin.incidents": only(ANALYSTS),
    "admin.retry_incidents": only(ANALYSTS),
    "admin.retry_job": only(ADMIN, incident_id="incident"),
    "admin.incident": only(ANALYSTS, incident_id="incident"),
    "admin.correct_incident": only(ADMIN, incident_id="incident"),
    "admin.move_incident": only(ADMIN, incident_id="incident"),
    "admin.retry_incident": only(ADMIN, incident_id="incident"),
    "admin.cancel_incident": only(ADMIN, incident_id="incident"),
    "admin.suspend_instance": only(ADMIN, instance_id="instance"),
    "admin.resume_instance": only(ADMIN, instance_id="instance"),
    "admin.services": only(ADMIN),
    "admin.new_service": only(ADMIN),
    "admin.service": only(ADMIN, name="credit_check"),
    "admin.save_service": only(ADMIN, name="credit_check"),
    "admin.set_service_active": only(ADMIN, name="credit_check"),
    "outside.answer": only(EVERYONE, job_id="nonsense"),  # what counts is the signature: refused with 400
    "admin.settings": only(ADMIN),
    "admin.change_all_settings": only(ADMIN),
    "experts.become": only(EVERYONE),
    "experts.send_link": only(EVERYONE),
    "experts.me": only(PEOPLE),
    "experts.application": only(PEOPLE),
    "experts.keep": only(PEOPLE),
    "experts.apply": only(PEOPLE),
    "invitations.show": only(EVERYONE, token="nonsense"),
    "invitations.join": only(EVERYONE, token="nonsense"),
    "invitations.send_code": only(EVERYONE, token="nonsense"),
    "invitations.accept": only(PEOPLE, token="nonsense"),
    "people.experts": only(OVERSIGHT),
    "people.expert": only(OVERSIGHT | PROVIDER, user_id="enrolled"),
    "people.change_expert": only(frozenset({"operator", "admin"}), user_id="enrolled", action="suspend"),
    "people.all_consultants": only(OVERSIGHT),
    "people.consultant": only(OVERSIGHT | PROVIDER, consultant_id="consultant"),
    "team.home": only(CERTIFIED),
    "team.sub_accounts": only(CERTIFIED),
    "team.new_sub_account": only(CERTIFIED),
    "team.add_sub_account": only(CERTIFIED),
    "team.sub_account": only(PROVIDER, user_id="clerk"),
    "team.change_sub_account": only(PROVIDER, user_id="clerk"),
    "team.reset_sub_account_password": only(PROVIDER, user_id="clerk"),
    "team.delete_question": only(PROVIDER, user_id="clerk"),
    "team.delete_sub_account": only(PROVIDER, user_id="clerk"),
    "team.experts": only(PROVIDER),
    "team.new_expert": only(PROVIDER),
    "team.keep_expert": only(PROVIDER),
    "team.propose_expert": only(PROVIDER),
    "team.resend_expert": only(PROVIDER, enrolment_id="enrolment"),
    "team.consultants": only(PROVIDER),
    "team.invite_consultant": only(PROVIDER),
    "team.resend_consultant": only(PROVIDER, consultant_id="consultant"),
    "team.end_question": only(PROVIDER, consultant_id="consultant"),
    "team.end_consultant": only(PROVIDER, consultant_id="consultant"),
    "vouchers.home": only(CERTIFIED),
    "vouchers.voucher": only(PROVIDER, voucher_id="voucher"),
    "vouchers.give_up": only(PROVIDER, voucher_id="voucher"),
    "vouchers.programmes": only(OVERSIGHT),
    "vouchers.programme": only(OVERSIGHT, programme_id="programme"),
    "vouchers.export": only(OVERSIGHT, programme_id="programme", kind="csv"),
    "cart.home": only(ENTERPRISES),
    "cart.add": only(ENTERPRISES),
    "cart.checkout": only(ENTERPRISES),
    "cart.order": only(ENTERPRISES),
    "cart.change": only(OWNER, line_id="cart_line"),
    "cart.remove": only(OWNER, line_id="cart_line"),
    "orders.home": only(ENTERPRISES | PROVIDER),
    "orders.purchases": only(ENTERPRISES),
    "orders.sales": only(PROVIDER),
    "orders.download": only(PROVIDER, side="provider", kind="csv"),
    "orders.order": only(OWNER | PROVIDER | OVERSIGHT, number="order"),
    "orders.act": only(PROVIDER, number="order", step="accept"),
    "orders.pay": only(OWNER, number="order"),
    "orders.cancel": only(OWNER | PROVIDER, number="order"),
    "orders.dispute": only(OWNER | PROVIDER, number="order"),
    "after_sales.home": only(ENTERPRISES | PROVIDER),
    "after_sales.all_cases": only(OVERSIGHT),
    "after_sales.download": only(ENTERPRISES | PROVIDER, of="own", kind="csv"),
    "after_sales.new": only(OWNER, order_number="order"),
    "after_sales.open_case": only(OWNER, order_number="order"),
    "after_sales.case": only(OWNER | PROVIDER | OVERSIGHT, number="after_sales_case"),
    "after_sales.file": only(
        OWNER | PROVIDER | OVERSIGHT, number="after_sales_case", file_id="after_sales_file"
    ),
    "after_sales.reply": only(PROVIDER, number="after_sales_case"),
    "after_sales.satisfied": only(OWNER, number="after_sales_case"),
    "after_sales.ask_platform": only(OWNER, number="after_sales_case"),
    "after_sales.pay_claim": only(PROVIDER, number="after_sales_case"),
    "orders.propose_end": only(OWNER | PROVIDER, number="order"),
    "orders.agree_end": only(PROVIDER, number="order", ending_id="order_ending"),
    "orders.decline_end": only(PROVIDER, number="order", ending_id="order_ending"),
    "orders.take_back_end": only(OWNER, number="order", ending_id="order_ending"),
    "orders.change_plan": only(OWNER | PROVIDER, number="order"),
    "orders.propose_plan": only(OWNER | PROVIDER, number="order"),
    "orders.agree_plan": only(PROVIDER, number="order", change_id="plan_change"),
    "orders.return_plan": only(PROVIDER, number="order", change_id="plan_change"),
    "orders.take_back_plan": only(OWNER, number="order", change_id="plan_change"),
    "orders.pay_plan": only(OWNER, number="order", change_id="plan_change"),
    "orders.attach": only(PROVIDER, number="order"),
    "orders.remove_file": only(PROVIDER, number="order", file_id="order_file"),
    "orders.file": only(OWNER | PROVIDER | OVERSIGHT, number="order", file_id="order_file"),
    "ratings.home": only(APPLICANTS),
    "ratings.given": only(APPLICANTS),
    "ratings.both": only(OWNER | PROVIDER | OVERSIGHT, number="order"),
    "ratings.rate": only(OWNER | PROVIDER, number="order"),
    "ratings.answer": only(PROVIDER, number="order", rating_id="rating"),
    "ratings.report": only(PROVIDER, number="order", rating_id="rating"),
    "filed_deals.home": only(APPLICANTS | OVERSIGHT),
    "filed_deals.download": only(APPLICANTS | OVERSIGHT, kind="csv"),
    "filed_deals.filed_deal": only(OWNER | PROVIDER | OVERSIGHT, number="filed_deal"),
    "filed_deals.answer": only(OWNER, number="filed_deal", said="confirm"),
    "ratings.of_product": only(EVERYONE, number="on_sale"),
    "ratings.of_provider": only(EVERYONE, organisation_id="certified_provider"),
    "ratings.of_enterprise": only(EVERYONE, organisation_id="certified_enterprise"),
    "wallet.home": only(CERTIFIED),
    "wallet.export": only(PROVIDER, kind="csv"),
    "wallet.show_payment_password": only(CERTIFIED),
    "wallet.set_payment_password": only(CERTIFIED),
    "wallet.change_payment_password": only(CERTIFIED),
    "wallet.send_payment_code": only(CERTIFIED),
    "wallet.withdraw": only(CERTIFIED),
    "wallet.ask_withdrawal": only(CERTIFIED),
    "wallet.cards": only(CERTIFIED),
    "wallet.add": only(CERTIFIED),
    "wallet.remove_card": only(PROVIDER, card_id="bank_card"),
    "wallet.recharge": only(CERTIFIED),
    "wallet.start_recharge": only(CERTIFIED),
    "wallet.recharge_order": only(PROVIDER, number="recharge"),
    "seals.home": only(CERTIFIED),
    "seals.start_check": only(CERTIFIED),
    "seals.check": only(PROVIDER, check_no="identity_check"),
    "seals.picture": only(PROVIDER | ADMIN, seal_id="seal"),
    "seals.certificate": only(PROVIDER | ADMIN, seal_id="seal"),
    "seals.revoke": only(PROVIDER, seal_id="seal"),
    "seals.make": only(PROVIDER),
    "verification.home": only(EVERYONE),
    "verification.verify": only(EVERYONE),
    "contracts.home": only(APPLICANTS | KEEPERS_OF_NOTICES),
    "contracts.contract": only(CERTIFIED | KEEPERS_OF_NOTICES, contract_id="contract"),
    "contracts.compare": only(CERTIFIED | KEEPERS_OF_NOTICES, contract_id="contract"),
    "contracts.preview": only(CERTIFIED | KEEPERS_OF_NOTICES, contract_id="contract"),
    "contracts.document": only(
        CERTIFIED | KEEPERS_OF_NOTICES, contract_id="agreed_contract", document_id="contract_document"
    ),
    "contracts.draft": only(PROVIDER, contract_id="contract"),
    "contracts.choose_template": only(PROVIDER, contract_id="contract"),
    "contracts.save_draft": only(PROVIDER, contract_id="contract"),
    "contracts.answer": only(CUSTOMER, contract_id="contract"),
    "contracts.send_answer": only(CUSTOMER, contract_id="contract"),
    "contracts.sign": only(CERTIFIED, contract_id="contract"),
    "contracts.send_code": only(PROVIDER, contract_id="contract"),
    "contracts.put_seal": only(PROVIDER, contract_id="contract"),
    "contracts.start_check": only(PROVIDER, contract_id="contract"),
    "contracts.download_evidence": only(CERTIFIED | KEEPERS_OF_NOTICES, contract_id="contract"),
    "contracts.add_files": only(PROVIDER, contract_id="contract"),
    "contracts.remove_file": only(PROVIDER, contract_id="agreed_contract", document_id="contract_document"),
    "contracts.submit_scan": only(PROVIDER, contract_id="contract"),
    "contracts.answer_scan": only(CUSTOMER, contract_id="contract"),
    "contracts.withdraw": only(CERTIFIED, contract_id="contract"),
    "contract_templates.home": only(OPERATOR),
    "contract_templates.version": only(OPERATOR, version_id="template_draft"),
    "contract_templates.preview": only(OPERATOR, version_id="template_draft"),
    "contract_templates.begin_version": only(OPERATOR, template_id="subscription"),
    "contract_templates.save": only(OPERATOR, version_id="template_draft"),
    "contract_templates.discard": only(OPERATOR, version_id="template_draft"),
    "identity_checks.notice": only(EVERYONE, service="sandbox"),  # what counts is the signature
    "identity_sandbox.open_check": only(EVERYONE),  # stands for somebody outside
    "identity_sandbox.check": only(EVERYONE, check_no="identity_at_the_sandbox"),
    "identity_sandbox.decide": only(EVERYONE, check_no="identity_at_the_sandbox"),
    "identity_sandbox.query": only(EVERYONE),
    "payments.notice": only(EVERYONE, gateway="sandbox"),  # what counts is the signature: refused with 400
    "payment_sandbox.pay": only(EVERYONE),  # stands for somebody outside
    "payment_sandbox.payment": only(EVERYONE, order_no="at_the_sandbox"),
    "payment_sandbox.act": only(EVERYONE, order_no="at_the_sandbox"),
    "payment_sandbox.bank": only(EVERYONE),  # stands for the bank of whoever has the card's number
    "payment_sandbox.gateway": only(EVERYONE),
    "account.drop_interrupted": only(PEOPLE, interrupted_id="interrupted"),
    "account.end_one_session": only(PEOPLE, session_id="session"),
    "account.end_all_sessions": only(PEOPLE),
    "products.delete": only(frozenset({"provider"}), product_id="product"),
    "cases.withdraw": only(OWNER, number="number"),
    "demands.withdraw": only(OWNER, number="demand"),
    "enquiries.take_down": only(KEEPERS_OF_NOTICES, enquiry_id="enquiry"),
}

# What a page's own script or choice always sends; without it the request would be about nothing.
TYPED_IN = {
    "admin.add_region": {"code": "430399", "parent_code": "430300"},
    "products.create": {"kind": "service"},
    "inbox.change_filter": {"what": "up"},
    "inbox.change_columns": {"what": "reset"},
    "wallet.set_payment_password": {"way": "mobile"},
    "wallet.send_payment_code": {"way": "mobile"},
}

# How htmx asks: a refusal is then a sentence, not a page with a menu and its numbers.
AS_A_FRAGMENT = {"HX-Request": "true"}
COOKIE = "tongban"


@dataclass(frozen=True)
class Secret:
    """How a secret would stand in an answer, and texts one of which stands wherever it does.

    To look for a text takes a tenth of what it takes to look for a pattern that may begin in several ways.
    """

    pattern: re.Pattern[bytes]
    texts: tuple[bytes, ...]

    def stands_in(self, body: bytes) -> bool:
        return any(text in body for text in self.texts) and self.pattern.search(body) is not None


@dataclass
class World:
    """People by their part in the story, objects by their name in the table."""

    people: dict[str, str] = field(default_factory=dict)
    objects: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, Secret] = field(default_factory=dict)
    """What nobody reads on any page, their own included: a card's number, private keys, a signing code."""


def a_file(platform: Platform, user_id: str) -> dict[str, Any]:
    content = io.BytesIO()
    Image.new("RGB", (30, 30), "white").save(content, "PNG")
    content.seek(0)
    with platform.begin(user_id) as work:
        kept = store(
            work, platform.files, viewer(platform, user_id), content, name="licence.png", profile="licence"
        )
    return dict(kept.descriptor)


@pytest.fixture
def world(story: Story, platform: Platform) -> World:
    """The story up to the review of one application and the return of another."""
    world = World({name: staff(platform, *groups) for name, groups in STAFF.items()})
    owner, returned = story.applicant(), story.applicant()
    world.people |= {
        "owner": owner.user_id,
        "returned": returned.user_id,
        "rival": (rival := story.applicant()).user_id,
        "provider": (provider := story.applicant(kind="provider")).user_id,
    }
    certified = publication.company(platform, "enterprise", "公开的企业")
    world.people["customer"] = certified.user_id
    with platform.begin() as work:
        organisations.application_submitted(work, provider.organisation_id, {"name": "湘江检测"})
        organisations.certify(work, provider.organisation_id, {"name": "湘江检测"})
        receive(work, provider.organisation_id, "12.00")
        voucher = granted(work, opened(work, number="QZ-9").id, provider.organisation_id)
    with platform.begin(provider.user_id) as work:
        recharge = create_order(work, "sandbox", owner=provider.organisation_id, amount=Decimal("5.00"))
        work.session.add(at_the_sandbox(work, recharge))
        locked = lock_card(platform.settings.secret_key, CARD_NUMBER)
        work.session.add(card := bank_card(work, provider.organisation_id, locked))
        work.session.flush()
        world.objects["bank_card"] = card.id
    deploy_listing(platform)
    order = placed(platform, owner.organisation_id, provider.organisation_id)
    with platform.begin() as work:
        work.repository.deploy(package_files("bank_card_verification"), source="test")
        work.repository.deploy(package_files("service_order"), source="test")
        work.repository.deploy(package_files("after_sales"), source="test")
    deploy_field_trips(platform)
    world.objects |= _team(platform, provider)
    licence = a_file(platform, owner.user_id)
    case = story.submit(owner, story.data(1, licence=[licence]))
    (task,) = story.to_do(world.people["window"])
    other = story.submit(returned, story.data(2))
    (review,) = [item for item in story.to_do(world.people["window"]) if item.case.id == other.id]
    story.act(world.people["window"], assignment.claim, review.task_id)
    story.decide(world.people["window"], review.task_id, "return", opinion="请补充")
    (correction,) = story.to_do(returned.user_id)
    with platform.begin() as work:
        set_leads(work, world.people["other_window"], frozenset({"window:430200"}))
    window = world.people["window"]
    world.objects["filter"] = story.act(window, saved_filters.keep, "我的", {"held": "mine"})
    world.objects |= {
        "number": case.number,
        "task": task.task_id,
        "file": licence["id"],
        "returned_number": other.number,
        "correction": correction.task_id,
        "rivals": rival.organisation_id,
        "certified_provider": provider.organisation_id,
        "certified_enterprise": certified.organisation_id,
        "on_sale": publication.listed(platform, provider.organisation_id),
        "product": product(platform, provider).id,
        "bystander": story.elsewhere,
        "recharge": recharge,
        "campaign": begun(platform),
        "voucher": voucher.id,
        "programme": voucher.programme.id,
        "at_the_sandbox": recharge,
        "order": order,
        "demand": (demand := demanded(platform, owner)),
        "enquiry": published_enquiry(platform),
        "direct_demand": asked(platform, owner, provider.organisation_id),
        "gathering": (gathering := gathered(platform)),
        "gathering_file": attached(platform, PortalText("gathering", gathering)),
        "survey": surveyed(platform),
        "filed_deal": filed(platform, provider, owner.organisation_id),
        **invited(platform, demand, provider.organisation_id),
        **_tender(platform, owner, provider.organisation_id),
        "order_file": reported_file(platform, order),
        "order_ending": proposed_ending(platform, order),
        "plan_change": proposed_plan_change(platform, order),
        "rating": rated(platform, order),
        **_after_sales(platform, order),
        "cart_line": collected(platform, owner),
        "seal": sealed(platform, provider.user_id, provider.organisation_id),
        "identity_check": passed_check(platform, provider.user_id, provider.organisation_id),
        "identity_at_the_sandbox": identity_at_the_sandbox(platform),
        **_contracts(platform, provider, certified, world.people["operator"]),
        **_more(platform, world, owner.user_id),
    }
    world.secrets = secrets_of(platform, Parties(platform, provider, certified))
    return world


def _tender(platform: Platform, owner: Applicant, provider_id: str) -> dict[str, str]:
    """A demand that was put out to tender, and a bid with a file."""
    number = demanded(platform, owner, "published", selection="tender", opens_at=platform.clock())
    return {"tendered": number, **bid_for(platform, number, provider_id)}


def _after_sales(platform: Platform, order: str) -> dict[str, str]:
    """A case about an order, and a file of it."""
    number, file_id = opened_case(platform, order)
    return {"after_sales_case": number, "after_sales_file": file_id}


def secrets_of(platform: Platform, both: Parties) -> dict[str, Secret]:
    """Return what must never leave the platform: how a number would stand in a page, a log or a file.

    Of a private key its lines and its numbers; of the code that signs, that it does not stand alone.
    """
    contract = both.agreed()
    both.act(both.provider, sealing.send_code, contract)
    number, code = CARD_NUMBER.encode(), both.code().encode()
    groups = re.findall(b"....", number)
    secrets = {
        "the card's number": Secret(re.compile(number), (number,)),
        "the card's number in groups": Secret(re.compile(rb"[ -]".join(groups)), (groups[0],)),
        "the code that signs": Secret(re.compile(rb"(?<![\w-])%b(?![\w-])" % code), (code,)),
    }
    with platform.begin() as work:
        rows = work.session.scalars(select(Certificate).where(Certificate.private_key.is_not(None))).all()
        for row in rows:
            key = _private(platform.settings.secret_key, row) or ""
            numbers: Any = load_pem_private_key(key.encode(), None).private_numbers()  # type: ignore[union-attr]
            private = numbers.d if row.purpose == "time_stamp" else numbers.private_value
            lines = [line.encode() for line in key.split("\n")[1:-2]]
            texts = (*lines, b"%x" % private, b"%d" % private)
            pattern = re.compile(b"|".join(map(re.escape, texts)))
            secrets[f"the key of {row.purpose} {row.serial}"] = Secret(pattern, texts)
            assert row.private_key is not None
            assert not any(line in row.private_key for line in lines), "encrypted at rest"
    assert {"organisation", "authority"} <= {row.purpose for row in rows}
    return secrets


def at_the_sandbox(work: Work, order_no: str) -> SandboxPayment:
    """Return an order as the sandbox of the gateway knows it."""
    return SandboxPayment(
        order_no=order_no, gateway_txn="SB1", amount_fen=500, paid_fen=0, refunded_fen=0, subject="钱包充值",
        notify_url="http://localhost/payments/notices/sandbox", return_url="http://localhost/wallet", bank="",
        state="pending", created_at=work.now, changed_at=work.now,
        expires_at=work.now + timedelta(minutes=30),
    )  # fmt: skip


def identity_at_the_sandbox(platform: Platform) -> str:
    """Return the number of a check as the sandbox of the identity service knows it."""
    with platform.begin() as work:
        row = SandboxIdentityCheck(
            number="SM1", service_txn="SI1", person="张三", organisation="湘江检测", credit_code="91430100",
            notify_url="http://localhost/identity/notices/sandbox", return_url="http://localhost/seal",
            state="pending", reason="", checked_name="", created_at=work.now, changed_at=work.now,
            expires_at=work.now + timedelta(minutes=30),
        )  # fmt: skip
        work.session.add(row)
    return "SM1"


def bank_card(work: Work, organisation_id: str, number: bytes) -> BankCard:
    """Return a certified card."""
    return BankCard(
        organisation_id=organisation_id, bank="ccb", bank_name="中国建设银行", holder="湘江检测",
        number=number, tail=CARD_NUMBER[-4:], state="certified", reason="", tries=1, added_by="",
        added_at=work.now, changed_at=work.now,
    )  # fmt: skip


def _contracts(
    platform: Platform, provider: Applicant, enterprise: Applicant, operator: str
) -> dict[str, str]:
    """A contract that was returned, one that both have agreed on, and a template's next version."""
    both = Parties(platform, provider, enterprise)
    first, agreed = both.offered(), both.agreed(way="paper")
    both.act(enterprise, answering.give_back, first, 1, remarks=[], opinion="请修改")
    with platform.begin(operator) as work:
        draft = templates.begin_version(work, viewer(platform, operator), "technical_service")
    document = both.seen(agreed).documents[0].id
    return {
        "contract": first,
        "agreed_contract": agreed,
        "contract_document": document,
        "template_draft": draft,
    }


def _team(platform: Platform, provider: Applicant) -> dict[str, str]:
    """A sub-account, a consultant, an expert and an application for one, all of the provider's."""
    with platform.begin(provider.user_id) as work:
        seen, organisation = viewer(platform, provider.user_id), provider.organisation_id
        person = Colleague("办事员", "13900000001")
        clerk = sub_accounts.add(work, seen, organisation, user_name="clerk_of_all", person=person)
        consultant = consultants.invite(work, seen, organisation, name="顾问", email="consultant@example.com")
        row = Enrolment(
            organisation_id=organisation, name="专家", email="e@example.com", email_key="e@example.com",
            state="waiting", created_by=provider.user_id, created_at=work.now, changed_at=work.now,
        )  # fmt: skip
        expert = Expert(
            user_id=clerk.user_id, organisation_id=organisation, state="active", enrolled_at=work.now
        )
        expert.changed_at = work.now
        write_profile(work, expert, {"name": "专家", "fields": ["data"]})
        work.session.add_all([row, expert])
        work.session.flush()
        enrolment = row.id
    return {
        "clerk": clerk.user_id,
        "consultant": consultant,
        "enrolled": clerk.user_id,
        "enrolment": enrolment,
    }


def _more(platform: Platform, world: World, owner_id: str) -> dict[str, str]:
    text = AnnouncementDraft("通知", "内容")
    with platform.begin(world.people["operator"]) as work:
        operator = viewer(platform, world.people["operator"])
        notice = announcements.save(work, operator, text)
        announcements.publish(work, operator, notice)
    with platform.begin() as work:
        kept = interrupted.keep(work, owner_id, "/account/profile", [("note", TYPED)])
        copy = PersonalDataCopy(
            user_id=owner_id, locale="zh-CN", state="ready", store_key="-", size_bytes=1,
            asked_at=work.now, ready_at=work.now, expires_at=work.now + timedelta(days=1),
        )  # fmt: skip
        work.session.add(copy)
        work.session.flush()
        personal_copy = copy.id
        own_link = Consultant(
            organisation_id=work.session.scalars(select(Organisation.id)).first(), name="顾问",
            email="own@example.com", email_key="own@example.com", user_id=world.people["consultant"],
            state="accepted", words="", invited_by=owner_id, invited_at=work.now, changed_at=work.now,
        )  # fmt: skip
        work.session.add(own_link)
        work.session.flush()
        own_consultancy = own_link.id
        message = work.session.scalars(select(Message.id).where(Message.user_id == owner_id)).first()
        open_session(work, owner_id, address="127.0.0.1", user_agent="test")
        session = work.session.scalars(select(LoginSession.id)).one()
        challenge = captcha.issue(work).id
        definition = work.repository.latest("enterprise_registration").id
        # Without an application its decision cannot be made, so it stops at once.
        stuck = work.runtime.start("enterprise_registration")
        incident = work.incidents.list(instance_id=stuck.id)[0].id
    other, admin = world.people["other_window"], world.people["admin"]
    with platform.begin(admin) as work:
        draft = draft_from_version(work, viewer(platform, admin), definition)
        remark = comment(work, viewer(platform, admin), draft, CommentPlace("process.bpmn"), "说明")
        move = StudioMove(
            process_id="enterprise_registration", target_id=definition, reason="改名", started_by=admin,
            started_at=work.now,
        )  # fmt: skip
        work.session.add(move)
        work.session.flush()
        move_id = move.id
        save_service(work, viewer(platform, admin), platform.settings, "credit_check", SERVICE, revision=None)
    with platform.begin(other) as work:
        week = timedelta(days=7)
        asked = NewAbsence(other, world.people["expert"], work.now + week, work.now + 2 * week)
        absence = absences.set_absence(work, viewer(platform, other), asked)
    with platform.begin(world.people["operator"]) as work:
        asked = NewAbsence(other, world.people["expert"], work.now + 3 * week, work.now + 4 * week)
        waiting = absences.set_absence(work, viewer(platform, world.people["operator"]), asked)
    return {
        "absence": absence,
        "absence_to_confirm": waiting,
        "notice": notice,
        "notice_file": attached(platform, PortalText("announcement", notice)),
        "interrupted": str(kept),
        "message": str(message),
        "personal_copy": personal_copy,
        "own_consultancy": own_consultancy,
        "kind_of_place": "consultant",
        "session": str(session),
        "captcha": challenge,
        "definition": definition,
        "draft": draft,
        "comment": remark,
        "move": move_id,
        "instance": str(stuck.id),
        "incident": str(incident),
    }


class Doors:
    """Asks as people of a world: in a new browser each time, in a session that goes on until it is ended.

    Four thousand sessions would take long to begin, and to list on the page that lists them.
    """

    def __init__(self, app: Flask, platform: Platform, world: World) -> None:
        self._app, self._platform, self._people = app, platform, world.people
        self._cookies: dict[str, str] = {}
        self._signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]

    def open(self, person: str, path: str, **options: Any) -> TestResponse:
        """Return the answer to a person's request."""
        client, options = self._app.test_client(), {"buffered": True, **options}  # closes files that are sent
        if person == "visitor":
            return client.open(path, **options)
        if person in self._cookies:
            client.set_cookie(COOKIE, self._cookies[person])
            answer = client.open(path, **options)
            if judge(answer) != "sign in":
                return answer
            client = self._app.test_client()
        self._cookies[person] = self._signer.dumps(session_of(self._platform, self._people[person]))
        client.set_cookie(COOKIE, self._cookies[person])
        return client.open(path, **options)


def judge(answer: TestResponse) -> str:
    """Return "in", "sign in" or "out", or the status of what must never be answered."""
    if answer.status_code >= 500:
        return str(answer.status_code)
    if answer.status_code == 401 or "/account/sign-in?next=" in answer.headers.get("Location", ""):
        return "sign in"
    return "out" if answer.status_code in {403, 404} else "in"


def requests_of(app: Flask, world: World) -> list[tuple[str, str, str]]:
    """Return (endpoint, method, address) of every rule, in the order of the table."""
    adapter = app.url_map.bind("localhost")
    found = []
    for rule in app.url_map.iter_rules():
        arguments = {name: TABLE[rule.endpoint][1][name] for name in rule.arguments}
        objects = {name: world.objects.get(value, value) for name, value in arguments.items()}
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        _, path = rule.build(objects) or ("", adapter.build(rule.endpoint, objects))
        found.append((rule.endpoint, method, path))
    order = list(TABLE)
    return sorted(found, key=lambda request: order.index(request[0]))


def test_the_table_knows_every_route(app: Flask):
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert routes - set(TABLE) == set(), "a new route needs its row: who may?"
    assert set(TABLE) - routes == set(), "rows of routes that are gone"


def test_the_people_of_organisations_whom_the_table_names_are_there(platform: Platform, world: World):
    """An id of nobody would be refused to everybody, and the rows would prove nothing."""
    whose = {
        "clerk": SubAccount.user_id,
        "consultant": Consultant.id,
        "enrolled": Expert.user_id,
        "enrolment": Enrolment.id,
    }
    with platform.begin() as work:
        for name, column in whose.items():
            assert work.session.scalars(select(column).where(column == world.objects[name])).one(), name


@pytest.mark.bundles
@pytest.mark.long
def test_every_route_lets_in_exactly_whom_the_table_names(
    app: Flask, platform: Platform, world: World, capsys: pytest.CaptureFixture[str]
):
    """And no answer, nor the log, tells a secret."""
    wrong, doors = [], Doors(app, platform, world)
    for place, (endpoint, method, path) in enumerate(requests_of(app, world)):
        allowed = TABLE[endpoint][0]
        refused = sorted(PEOPLE - allowed)
        whole = refused[place % len(refused)] if refused else ""
        for person in sorted(EVERYONE, key=lambda one: (one in allowed, one)):
            headers = AS_A_FRAGMENT if person in refused and person != whole else {}
            answer = doors.open(person, path, method=method, data=TYPED_IN.get(endpoint), headers=headers)
            expected = "in" if person in allowed else "sign in" if person == "visitor" else "out"
            if judge(answer) != expected:
                wrong.append(
                    f"{method} {path} ({endpoint}) as {person}: {answer.status_code}, not {expected}"
                )
            if endpoint != "mailbox.home":
                wrong += [
                    f"{path} shows {secret} to {person}" for secret in leaks(answer, person, endpoint, world)
                ]
            answer.close()
    captured = capsys.readouterr()
    written = (captured.out + captured.err).encode()
    assert b"contracts/" in written, "the log was written"
    wrong += [f"the log tells {name}" for name, secret in world.secrets.items() if secret.stands_in(written)]
    assert not wrong, "\n".join(wrong)


NEGOTIATED = frozenset(
    {
        "demands.invitations",
        "demands.invitation",
        "demands.act",
        "demands.tender",
        "demands.bids",
        "demands.say_in_tender",
        "demands.quote_again",
        "direct_demands.home",
        "direct_demands.direct_demand",
        "direct_demands.act",
        "filed_deals.home",
        "filed_deals.filed_deal",
    }
)
"""Where the provider that the owner has invited or asked, or that has bid, reads whose demand it is."""
PUBLISHED = frozenset({"demands.home", "demands.bid", "demands.send_bid"})
"""Where a published demand says whose it is."""


def leaks(answer: TestResponse, person: str, endpoint: str, world: World) -> list[str]:
    """Return what the answer tells somebody whom it does not concern."""
    secrets = []
    negotiates = person == "provider" and endpoint in NEGOTIATED
    if person not in READERS and not negotiates and endpoint not in PUBLISHED:
        secrets.append(COMPANY)
    if person != "owner":
        secrets.append(TYPED)
    body = answer.get_data()
    told = [secret for secret in secrets if secret.encode() in body]
    return told + [name for name, secret in world.secrets.items() if secret.stands_in(body)]


def test_secrets_would_be_found(world: World):
    """The walk proves something only if what it looks for is what a page would show."""
    page = f"卡号 {CARD_NUMBER[:4]} {CARD_NUMBER[4:8]} {CARD_NUMBER[8:12]} {CARD_NUMBER[12:]}".encode()
    assert world.secrets["the card's number in groups"].stands_in(page)
    code = world.secrets["the code that signs"]
    (digits,) = code.texts
    assert re.fullmatch(rb"\d{6}", digits)
    assert code.stands_in(b"<td>" + digits + b"</td>")
    assert not code.stands_in(b"7c-" + digits + b"-ab")
    for name, secret in world.secrets.items():
        if name.startswith("the key of "):
            assert all(secret.stands_in(b"<p>" + text + b"</p>") for text in secret.texts), name


def test_nothing_is_changed_without_the_token_of_the_page(platform: Platform, world: World):
    app = create_app(platform, {"TESTING": True, "PROPAGATE_EXCEPTIONS": False})
    client = signed_in(app, platform, world.people["window"])
    posts = [request for request in requests_of(app, world) if request[1] == "POST"]
    assert len(posts) > 30
    let_through = [
        path for _, _, path in posts if client.post(path, headers=AS_A_FRAGMENT).status_code != 400
    ]
    assert let_through == []


def test_other_methods_are_refused(app: Flask, platform: Platform, world: World):
    client = signed_in(app, platform, world.people["admin"])
    for endpoint, _, path in requests_of(app, world):
        if endpoint != "static":
            for method in ("DELETE", "PUT"):
                answer = client.open(path, method=method, headers=AS_A_FRAGMENT, buffered=True)
                assert answer.status_code == 405, (method, path)


def test_nobody_ends_the_session_of_another(app: Flask, platform: Platform, world: World):
    client = signed_in(app, platform, world.people["admin"])
    client.post(f"/account/sessions/{world.objects['session']}/end")
    with platform.begin() as work:
        assert len(live_sessions(work, world.people["owner"], current_token=None)) == 1
