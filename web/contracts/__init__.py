"""Contracts of both parties: lists, drafting, answering, comparing, signing, files."""
