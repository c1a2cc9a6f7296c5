"""Signatures within PDF documents (PAdES): made with the seals of organisations, and verified."""
