"""Needs surveys 需求调研: questionnaires of operators, answered by anybody who has the link."""
