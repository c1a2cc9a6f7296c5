"""Signatures added to an open task: extra people sign before its person decides, or after.

The task's token stays where it is; each signature is a token inside it with a task of its own, and can be
given further signatures in turn. While signatures are open the task itself is not. A refused signature
brings the task back to its person at once; so does the last one before, while the last one after lets the
case go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine import events, feel
from engine.errors import InvalidState
from engine.spiff.kernel import STARTED, Token
from engine.spiff.machine import Machine

SIGNING = "signing"
"""Key of what is known of signatures: `who` gets the task back, `after` sign later, `held` waits."""
SIGNS = "signs"
"""Key of the person of a signature."""


@dataclass(frozen=True, slots=True)
class Signers:
    """Whose signatures a task awaits now (tokens by person), and who is to sign once it is decided."""

    open: Mapping[str, str]
    after: tuple[str, ...]
    waits: bool


def signers_of(token: Token) -> Signers:
    """Return the signatures of a task."""
    signers = {child.internal_data[SIGNS]: child.id for child in _signatures(token)}
    known = token.internal_data.get(SIGNING, {})
    return Signers(signers, tuple(known.get("after", ())), token.internal_data.get("open") == SIGNING)


def add_signers(machine: Machine, token: Token, who: str, users: Iterable[str], *, before: bool) -> None:
    """Ask `users` to sign before `who` decides (the task closes until they have), or after."""
    wanted = list(dict.fromkeys(users))
    known = dict(token.internal_data.get(SIGNING, {}), who=who)
    machine.touch(token)
    if not before:
        known["after"] = list(dict.fromkeys([*known.get("after", ()), *wanted]))
        token.internal_data[SIGNING] = known
        return
    token.internal_data[SIGNING] = known
    machine.emit(events.TaskClosed(token.id, token.task_spec.name, "waiting"))
    _ask(machine, token, wanted)


def held(machine: Machine, token: Token, variables: Mapping[str, Any]) -> bool:
    """Keep a decision until those have signed who are to sign after it. False: nobody is."""
    known = token.internal_data.get(SIGNING, {})
    wanted = known.get("after", ())
    if not wanted:
        return False
    kept = {name: feel.to_json(feel.from_python(value)) for name, value in variables.items()}
    token.internal_data[SIGNING] = {"who": known["who"], "held": kept, "asked": len(wanted)}
    machine.touch(token)
    machine.emit(events.TaskClosed(token.id, token.task_spec.name, "completed"))
    _ask(machine, token, wanted)
    return True


def sign(machine: Machine, signature: Token) -> None:
    """Take a signature that is given: the last one lets the task go on."""
    signature.task_spec.close(machine, signature)
    machine.remove(signature)


def refuse(machine: Machine, signature: Token) -> None:
    """Take a refusal to sign: the others are not asked any more, and the task is its person's again."""
    token = signature.scope
    signature.task_spec.close(machine, signature)
    token.internal_data[SIGNING].pop("held", None)
    machine.touch(token)
    machine.remove(signature)
    for other in _signatures(token):
        machine.cancel(other)


def untouched(token: Token) -> bool:
    """Tell whether a decision is held for signatures of which none has been given or dropped yet."""
    known = token.internal_data.get(SIGNING, {})
    return "held" in known and len(_signatures(token)) == known["asked"]


def take_decision_back(machine: Machine, token: Token) -> None:
    """Drop a decision that is held, with the signatures asked for it: the task is its person's again."""
    token.internal_data[SIGNING].pop("held", None)
    machine.touch(token)
    for signature in _signatures(token):
        machine.cancel(signature)


def ask_again(machine: Machine, token: Token, user: str) -> None:
    """Open a signature again that `user` has given, while others are awaited. Raises InvalidState."""
    if token.internal_data.get("open") != SIGNING or user in signers_of(token).open:
        raise InvalidState("Expected signatures to be awaited still, but they are not.", reason="touched")
    machine.touch(token)
    _ask(machine, token, [user])


def drop_signer(machine: Machine, token: Token, user: str) -> None:
    """Ask `user` no more, whether asked already or to be asked after the decision. Raises InvalidState."""
    known = token.internal_data.get(SIGNING, {})
    for signature in _signatures(token):
        if signature.internal_data[SIGNS] == user:
            machine.cancel(signature)
            return
    if user not in known.get("after", ()):
        raise InvalidState(f"Expected {user} to be asked for a signature, but nobody asked.", user=user)
    known["after"] = [other for other in known["after"] if other != user]
    machine.touch(token)


def all_signed(machine: Machine, token: Token) -> None:
    """No signature is open any more: go on with the decision that waited, else give the task back."""
    known = token.internal_data[SIGNING]
    machine.touch(token)
    if (kept := known.pop("held", None)) is not None:
        token.internal_data.pop("open", None)
        machine.conclude(token, {name: feel.from_json(value) for name, value in kept.items()})
        return
    token.internal_data["open"] = "task"
    machine.guard(token, lambda: machine.emit(token.task_spec.opened(machine, token, assignee=known["who"])))


def _ask(machine: Machine, token: Token, users: Iterable[str]) -> None:
    token.internal_data["open"] = SIGNING
    for user in users:
        data = {SIGNS: user, "open": "task"}
        signature = machine.spawn(token.task_spec.name, token, state=STARTED, data=data)
        opened = token.task_spec.opened(machine, signature)
        machine.emit(opened)


def _signatures(token: Token) -> list[Token]:
    return [child for child in token.children if SIGNS in child.internal_data]
