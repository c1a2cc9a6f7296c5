"""Designated agents 经办人: who acts for the legal person of an organisation, from invitation to end."""
