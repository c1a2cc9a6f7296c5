"""Attributes of Camunda 7 and Flowable in the words of this engine: for the lint and the import."""

from __future__ import annotations

from engine.feel.juel import NotClear, in_feel

TRANSLATIONS = {
    "assignee": ("assignmentDefinition", "assignee"),
    "candidateGroups": ("assignmentDefinition", "candidateGroups"),
    "candidateUsers": ("assignmentDefinition", "candidateUsers"),
    "dueDate": ("taskSchedule", "dueDate"),
    "followUpDate": ("taskSchedule", "followUpDate"),
    "priority": ("priorityDefinition", "priority"),
    "formKey": ("formDefinition", "formId"),
    "formRef": ("formDefinition", "formId"),
    "class": ("taskDefinition", "type"),
    "delegateExpression": ("taskDefinition", "type"),
    "expression": ("taskDefinition", "type"),
    "topic": ("taskDefinition", "type"),
    "decisionRef": ("calledDecision", "decisionId"),
    "resultVariable": ("calledDecision", "resultVariable"),
    "collection": ("loopCharacteristics", "inputCollection"),
    "elementVariable": ("loopCharacteristics", "inputElement"),
}
"""Attributes of other engines: the element and attribute that say the same here."""
FORM_PREFIXES = ("camunda-forms:deployment:", "deployment:", "classpath:")


def said_here(word: str, text: str) -> str | None:
    """Return the value of an attribute in the words of this engine, None if that is not clear."""
    if word in ("formKey", "formRef"):
        for prefix in FORM_PREFIXES:
            text = text.removeprefix(prefix)
        plain = not any(sign in text for sign in ":/${")
        return text.removesuffix(".form") if plain else None
    try:
        said = in_feel(text)
    except NotClear:
        return None
    return f"={said}" if word == "collection" and not said.startswith("=") else said
