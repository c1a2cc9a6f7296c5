"""Mails and SMS to an address: rows of the transaction that causes them, delivered afterwards by jobs."""
