"""The ledger: accounts, transfers that always balance, holds, statements."""
