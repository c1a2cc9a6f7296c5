"""Demands 需求: what enterprises look for, with a deposit, reviewed and published in the project hall."""
