"""Wallets 钱包 of organisations: what they have, what is held, and what moves in and out of them."""
