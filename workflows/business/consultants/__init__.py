"""Consultants 服务顾问: people who act for a provider, invited by mail, reviewed by the operator."""
