"""Seals 企业签章: made once after an identity check, each with a certificate of its own, and revoked."""
