"""Ad-hoc subprocesses: elements without a drawn order, all offered at once or chosen by an expression.

They begin in rounds. Where all of a round are over and the completion condition does not hold, the next
round begins: the expression chooses again, or all are offered anew. Which comes next of those that run one
after the other follows from what has just ended, so that going back to one of them needs no memory of it.
"""

from __future__ import annotations

from engine.spiff.elements.compensation import STOPPED
from engine.spiff.elements.scopes import SubprocessSpec, open_event_starts
from engine.spiff.faults import Fault, found
from engine.spiff.kernel import FlowNode, Token
from engine.spiff.machine import Machine
from engine.spiff.model import AdHocInfo
from engine.spiff.positions import MARK, scope_step

ORDER = "order"
"""Under this key the subprocess keeps the elements of a round that run one after the other."""


class AdHocSpec(SubprocessSpec):
    """A scope in which no start event says what begins."""

    @property
    def ad_hoc(self) -> AdHocInfo:
        """How it goes on, and until when."""
        assert self.info.ad_hoc is not None
        return self.info.ad_hoc

    def execute(self, machine: Machine, token: Token) -> bool:
        """Begin the first round. True: there is nothing to do. Raises Fault."""
        open_event_starts(machine, token, self)
        self._go_on(machine, token)
        return token.active == 0

    def emptied(self, machine: Machine, token: Token) -> None:
        """Finish the loop or the subprocess, unless another round begins."""
        is_body = "loop" in token.internal_data or STOPPED in token.internal_data
        if is_body or (machine.guard(token, lambda: self._go_on(machine, token)) and token.active == 0):
            super().emptied(machine, token)

    def branch_ending(self, machine: Machine, token: Token, last: Token) -> None:
        """Ask whether the subprocess is over with what has just been done. Raises Fault."""
        if "undoes_for" not in last.internal_data:
            last.ends_scope = self._is_over(machine, token)

    def branch_ended(self, machine: Machine, token: Token, last: Token) -> None:
        """Stop the rest if the subprocess is over, else begin what comes next."""
        if last.ends_scope:
            if self.ad_hoc.cancels_rest:
                machine.cancel_inside(token, keep=lambda child: child is last or child.role == "record")
        elif following := self._next(machine, token, last):
            machine.spawn(following, token)

    def _go_on(self, machine: Machine, token: Token) -> None:
        """Begin a round if the subprocess is not over. Raises Fault: nothing can begin."""
        is_first = ORDER not in token.internal_data
        asked = self.ad_hoc.completion is not None
        if (asked and self._is_over(machine, token)) or (not asked and not is_first):
            return
        chosen = self._chosen(machine, token)
        if asked and not chosen:
            raise Fault("ad_hoc_idle", element=self.name)
        token.internal_data[ORDER] = chosen if self.ad_hoc.sequential else []
        machine.touch(token)
        for element_id in chosen[:1] if self.ad_hoc.sequential else chosen:
            beside = [] if self.ad_hoc.sequential else [f"{MARK}{scope_step(token)}:{element_id}"]
            machine.spawn(element_id, token, frames=beside)

    def _is_over(self, machine: Machine, token: Token) -> bool:
        """Evaluate the completion condition; without one the end of all is the end. Raises Fault."""
        condition = self.ad_hoc.completion
        return condition is not None and machine.is_true("completionCondition", condition, token)

    def _chosen(self, machine: Machine, token: Token) -> list[str]:
        """Return the elements that begin: those that the expression names, else all. Raises Fault."""
        names = [spec.name for spec in self.starts]
        choice = self.ad_hoc.choice
        if choice is None:
            return names
        result = machine.evaluate(choice, token)
        if not isinstance(result, list):
            raise Fault("not_a_list", expression=choice.source, value=found(result))
        for name in result:
            if name not in names:
                among = ", ".join(sorted(names))
                raise Fault("ad_hoc_unknown", expression=choice.source, chosen=found(name), among=among)
        return list(dict.fromkeys(result))

    def _next(self, machine: Machine, token: Token, last: Token) -> str | None:
        """Return what begins after the branch of `last` has ended, None if nothing does."""
        order: list[str] = token.internal_data.get(ORDER, [])
        specs = machine.tree.spec.task_specs
        for number, first in enumerate(order[:-1]):
            if leads_to(specs[first], last.task_spec):
                return order[number + 1]
        return None


def leads_to(first: FlowNode, last: FlowNode) -> bool:
    """Tell whether a token gets from one element to another, by flows or the events attached on the way."""
    known, waiting = {first.name}, [first]
    while waiting:
        spec = waiting.pop()
        if spec is last:
            return True
        for following in (*spec.outputs, *spec.boundaries):
            if following.name not in known:
                known.add(following.name)
                waiting.append(following)
    return False
