"""What the law gives the owner of an account: a copy of their personal data, and closing the account."""
