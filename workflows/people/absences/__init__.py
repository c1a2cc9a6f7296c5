"""Absences 外出代理: who is away, who acts for them meanwhile."""
