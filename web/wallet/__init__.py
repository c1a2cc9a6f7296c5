"""The wallet of an organisation: balance, statement, payment password."""
