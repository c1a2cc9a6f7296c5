"""Decision models: DMN 1.1–1.6 parsed once, evaluated with a trace."""

from engine.dmn.analysis import Example, Gap, Overlap, TableAnalysis, UnreachableRule, analyse
from engine.dmn.errors import DmnError, ModelInvalid, ModelTooDeep, UnknownDecision
from engine.dmn.findings import table_problems
from engine.dmn.hit_policies import Aggregation, HitPolicy
from engine.dmn.importing import parse_models
from engine.dmn.model import Model, parse_model
from engine.dmn.table import DecisionTable
from engine.dmn.trace import DecisionResult, DecisionTrace, DmnWarning, RuleMatch, TableInput, TableTrace

__all__ = [
    "Aggregation",
    "DecisionResult",
    "DecisionTable",
    "DecisionTrace",
    "DmnError",
    "DmnWarning",
    "Example",
    "Gap",
    "HitPolicy",
    "Model",
    "ModelInvalid",
    "ModelTooDeep",
    "Overlap",
    "RuleMatch",
    "TableAnalysis",
    "TableInput",
    "TableTrace",
    "UnknownDecision",
    "UnreachableRule",
    "analyse",
    "parse_model",
    "parse_models",
    "table_problems",
]
