"""All addresses of wallets."""

from __future__ import annotations

from web.wallet import cards, overview, payment_password, recharge, withdrawals
from web.wallet.blueprint import blueprint

__all__ = ["blueprint", "cards", "overview", "payment_password", "recharge", "withdrawals"]
