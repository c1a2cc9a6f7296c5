"""From where a token can still come to a join: for the core, which waits for it, and for the lint."""

from __future__ import annotations

from engine.spiff.model import ElementInfo
from engine.spiff.parse import Drawn


def upstream_of(diagram: Drawn, join: ElementInfo, flow_id: str) -> frozenset[str]:
    """Return the elements from which a token can reach an incoming flow without passing the join."""
    attached: dict[str, str] = {
        info.id: info.attached_to for info in diagram.elements.values() if info.attached_to is not None
    }
    upstream: set[str] = set()
    stack = [diagram.flows[flow_id].source]
    while stack:
        here = stack.pop()
        if here == join.id or here in upstream:
            continue
        upstream.add(here)
        info = diagram.elements[here]
        stack.extend(diagram.flows[flow].source for flow in info.incoming)
        if here in attached:
            stack.append(attached[here])
        if info.event is not None and info.event.kind == "link" and info.type == "intermediateCatchEvent":
            stack.extend(
                other.id
                for other in diagram.elements.values()
                if other.type == "intermediateThrowEvent"
                and other.parent_id == info.parent_id
                and other.event is not None
                and other.event.kind == "link"
                and other.event.name == info.event.name
            )
    return frozenset(upstream)
