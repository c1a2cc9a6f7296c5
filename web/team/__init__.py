"""The team of an organisation: sub-accounts, experts, consultants."""
