"""Registrations: what reviewing an enterprise or a provider does to the organisation."""
