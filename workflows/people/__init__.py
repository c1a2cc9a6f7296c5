"""People and what they belong to: accounts, organisations, sub-accounts, invitations, absences, viewers."""
