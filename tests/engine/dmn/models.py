"""Small DMN files for tests."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

DMN_15 = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def definitions(*content: str, namespace: str = DMN_15, name: str = "m", own: str = "urn:own") -> bytes:
    """Return a whole file."""
    return (
        f'<definitions xmlns="{namespace}" id="d" name="{name}" namespace="{own}">'
        + "".join(content)
        + "</definitions>"
    ).encode()


def literal(text: str, type_name: str = "") -> str:
    """Return a literal expression."""
    typed = f" typeRef={quoteattr(type_name)}" if type_name else ""
    return f"<literalExpression{typed}><text>{escape(text)}</text></literalExpression>"


def input_data(name: str, type_name: str = "Any") -> str:
    """Return input data, with its name as id."""
    return f'<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{type_name}"/></inputData>'


def decision(
    name: str, logic: str, needs: Sequence[str] = (), knows: Sequence[str] = (), type_name: str = "Any"
) -> str:
    """Return a decision, with its name as id; `needs` with "<" before the name are input data."""
    required = "".join(
        f'<informationRequirement><requiredInput href="#{name[1:]}"/></informationRequirement>'
        if name.startswith("<")
        else f'<informationRequirement><requiredDecision href="#{name}"/></informationRequirement>'
        for name in needs
    ) + "".join(
        f'<knowledgeRequirement><requiredKnowledge href="#{name}"/></knowledgeRequirement>' for name in knows
    )
    variable = f"<variable name={quoteattr(name)} typeRef={quoteattr(type_name)}/>"
    return f"<decision id={quoteattr(name)} name={quoteattr(name)}>{variable}{required}{logic}</decision>"


def table(
    inputs: Sequence[str],
    outputs: Sequence[str],
    rules: Sequence[tuple[Sequence[str], Sequence[str]]],
    *,
    hit_policy: str = "UNIQUE",
    aggregation: str = "",
    output_values: Sequence[str] = (),
    input_types: Sequence[str] = (),
    input_values: Sequence[str] = (),
    defaults: Sequence[str] = (),
) -> str:
    """Return a decision table; texts in the order of the columns, an empty one is left out."""
    aggregated = f' aggregation="{aggregation}"' if aggregation else ""
    parts = [f'<decisionTable id="table" hitPolicy="{hit_policy}"{aggregated}>']
    for number, text in enumerate(inputs):
        typed = f' typeRef="{input_types[number]}"' if number < len(input_types) else ""
        values = _texts("inputValues", input_values, number)
        parts.append(
            f'<input id="i{number}"><inputExpression{typed}><text>{escape(text)}</text></inputExpression>'
            f"{values}</input>"
        )
    for number, name in enumerate(outputs):
        values = _texts("outputValues", output_values, number)
        default = _texts("defaultOutputEntry", defaults, number)
        parts.append(f'<output id="o{number}" name="{name}">{values}{default}</output>')
    for number, (cells, results) in enumerate(rules, 1):
        parts.append(f'<rule id="r{number}">')
        parts += [f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells]
        parts += [f"<outputEntry><text>{escape(result)}</text></outputEntry>" for result in results]
        parts.append("</rule>")
    return "".join(parts) + "</decisionTable>"


def _texts(element: str, texts: Sequence[str], number: int) -> str:
    if number >= len(texts) or not texts[number]:
        return ""
    return f"<{element}><text>{escape(texts[number])}</text></{element}>"
