"""Both signatures: the person shows again who they are, then their organisation's seal signs the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from workflows.business.contracts import documents
from workflows.business.contracts.models import Contract, ContractSignature
from workflows.business.contracts.opening import audited, conclude, locked, move, notify_process, tell
from workflows.business.contracts.policy import SEALING, acting
from workflows.business.contracts.signing_messages import SIGNED
from workflows.business.contracts.values import ContractState, Party
from workflows.business.identity_checks.operations import use_check
from workflows.business.pdf_signatures import signing
from workflows.business.pdf_signatures.values import SignatureOrder
from workflows.business.seals.operations import CheckChoice, begin_check_of, persons
from workflows.business.seals.queries import SealToSignWith, seal_to_sign_with
from workflows.ground.audit.log import record
from workflows.ground.errors import InvalidState
from workflows.ground.work import Work
from workflows.outbox import posting
from workflows.people.identity import codes, rate_counters
from workflows.people.identity.queries import acting_account
from workflows.people.identity.values import CodeRefused, CodeSent
from workflows.people.organisations.values import OrganisationView
from workflows.people.viewer import Viewer

CODES_AN_HOUR = 5
"""For all contracts of one person together."""
TURN: dict[Party, ContractState] = {"provider": "provider_signs", "enterprise": "enterprise_signs"}


@dataclass(frozen=True, slots=True)
class _ToSign:
    """A held contract, and the party whose turn it is with its organisation and seal."""

    row: Contract
    party: Party
    own: OrganisationView
    seal: SealToSignWith


def send_code(work: Work, viewer: Viewer, contract_id: str) -> CodeSent | CodeRefused:
    """Send the acting person a code for signing this contract and no other.

    Raises: NotFound; Forbidden; InvalidState: not their turn, no seal, or no mobile number.
    """
    row = _to_sign(work, viewer, contract_id).row
    signer = acting_account(work)
    if not signer.mobile:
        raise InvalidState("contracts.no_mobile")
    counted = rate_counters.count(work, f"signing codes:{signer.id}", window=timedelta(hours=1))
    if counted.hits > CODES_AN_HOUR:
        return CodeRefused("too_many", counted.expires_at)
    made = codes.make(work, "contract", _address(signer.mobile, row))
    if isinstance(made, CodeRefused):
        return made
    code, sent = made
    params = {"code": code, "minutes": codes.CODE_VALID_MINUTES, "contract": row.number}
    posting.send_sms(
        work, signer.mobile, "sms_signing_code", params, signer.locale, expires_at=codes.expiry(work)
    )
    return sent


def sign(work: Work, viewer: Viewer, secret_key: str, contract_id: str, code: str) -> bool:
    """Sign with the seal of the viewer's organisation; return whether the code was right.

    A wrong one costs an attempt, which has to be committed: so it is an answer and no exception.

    Raises: NotFound; Forbidden; InvalidState: not their turn, no seal, or no mobile number.
    """
    turn = _to_sign(work, viewer, contract_id)
    signer = acting_account(work)
    if not signer.mobile:
        raise InvalidState("contracts.no_mobile")
    known = codes.checked(work, "contract", _address(signer.mobile, turn.row), code)
    if known is None:
        return False
    codes.use(work, known)
    _sign(work, secret_key, turn, proved_by="sms")
    return True


def start_check(work: Work, viewer: Viewer, contract_id: str, choice: CheckChoice) -> str:
    """Begin an identity check for signing this contract and no other; return its number.

    Raises: NotFound; Forbidden; InvalidState: not their turn, no seal, or too many checks today;
        Invalid: nobody like this acts for the organisation, or no such way.
    """
    turn = _to_sign(work, viewer, contract_id)
    return begin_check_of(work, turn.own, choice, "signing", turn.row.id)


def sign_by_check(work: Work, viewer: Viewer, secret_key: str, contract_id: str, check_number: str) -> None:
    """Sign with the seal of the viewer's organisation by an identity check that was passed for this contract.

    Raises: NotFound: also no such check for it; Forbidden; InvalidState: not their turn, no seal, or the
        check does not count, or who was checked acts for the organisation no more.
    """
    turn = _to_sign(work, viewer, contract_id)
    person = use_check(work, turn.own.id, check_number, purpose="signing", reference=turn.row.id)
    if person not in persons(work, turn.own).values():
        raise InvalidState("seals.person_gone")
    _sign(work, secret_key, turn, proved_by="identity")


def _address(mobile: str, row: Contract) -> str:
    """Return for what a code is: a code for one contract signs no other."""
    return f"{mobile} {row.number}"


def _to_sign(work: Work, viewer: Viewer, contract_id: str) -> _ToSign:
    row = locked(work, contract_id)
    party: Party = "enterprise" if row.state == "enterprise_signs" else "provider"
    own = acting(work, viewer, row, party, menu=SEALING, states=(TURN[party],))
    seal = seal_to_sign_with(work, own.id)
    if seal is None:
        raise InvalidState("contracts.no_seal")
    return _ToSign(row, party, own, seal)


def _sign(work: Work, secret_key: str, turn: _ToSign, *, proved_by: str) -> None:
    row, party, seal = turn.row, turn.party, turn.seal
    is_last = party == "enterprise"
    order = SignatureOrder(
        field=documents.FIELDS[party],
        serial=seal.serial,
        picture=seal.picture,
        reason=f"签署合同 {row.number}",
        reference=row.number,
        is_first=not is_last,
        is_last=is_last,
    )
    signed = signing.sign(work, secret_key, documents.latest_pdf(work, row), order)
    digest = documents.keep(work, row, "signed", signed)
    work.session.add(
        ContractSignature(
            contract_id=row.id, party=party, seal_id=seal.id, serial=seal.serial, proved_by=proved_by,
            signed_by=work.actor, signed_at=work.now,
        )
    )  # fmt: skip
    record(work, "contract.signed", audited(row), {}, {"party": party, "certificate": seal.serial})
    if is_last:
        conclude(work, row)
    else:
        move(work, row, "enterprise_signs")
        tell(work, row, "enterprise", "contract_to_sign")
    notify_process(work, row, SIGNED[party], {"contract_signed_by": party, "contract_file_sha256": digest})
