"""Tables of the ledger. What they hold is held by the database itself: see the migration, and docs/ledger.md.

Amounts are whole fen. Rows of accounts, transfers and entries are only ever added; balances and the end of a
hold are changed by the trigger that applies an entry, and by nothing else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId

THIS_TRANSACTION = text("(pg_current_xact_id()::text::bigint)")


class LedgerAccount(Base):
    """What one owner has of one commodity for one purpose.

    `lowest_fen`: the balance never falls below it; None: without limit, and kept in several shards so that
    those who use the account at once do not wait for each other.
    """

    __tablename__ = "ledger_accounts"
    __table_args__ = (
        CheckConstraint(
            "commodity = 'CNY' OR commodity ~ '^voucher:[A-Za-z0-9._-]{1,64}$'", name="commodity"
        ),
        CheckConstraint("kind ~ '^[a-z][a-z_]{0,31}$'", name="kind"),
        CheckConstraint("owner <> ''", name="owner"),
        CheckConstraint("lowest_fen <= 0", name="lowest"),
        CheckConstraint(
            "shards BETWEEN 1 AND 64 AND (shards = 1 OR lowest_fen IS NULL)", name="limited_is_whole"
        ),
        Index(
            "uq_ledger_accounts_owner",
            "owner",
            "kind",
            "commodity",
            unique=True,
            postgresql_where=text("kind <> 'hold'"),
        ),
    )

    id: Mapped[TextId]
    owner: Mapped[str]
    kind: Mapped[str]
    commodity: Mapped[str]
    lowest_fen: Mapped[int | None] = mapped_column(BigInteger)
    shards: Mapped[int] = mapped_column(Integer)
    opened_at: Mapped[datetime]
    opened_by: Mapped[str]


class LedgerBalance(Base):
    """What an account holds now; the balance of an account in shards is their sum.

    `version` counts the entries of the shard, without a gap.
    """

    __tablename__ = "ledger_balances"
    __table_args__ = (
        CheckConstraint("lowest_fen IS NULL OR amount_fen >= lowest_fen", name="limit"),
        {"postgresql_with": {"fillfactor": 50}},
    )

    account_id: Mapped[str] = mapped_column(ForeignKey("ledger_accounts.id"), primary_key=True)
    shard: Mapped[int] = mapped_column(Integer, primary_key=True)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(BigInteger)
    lowest_fen: Mapped[int | None] = mapped_column(BigInteger)
    changed_at: Mapped[datetime | None]


class LedgerTransfer(Base):
    """One movement between accounts: who let it happen, and what caused it.

    `exchange`: it moves two commodities, each of which adds up to zero. `transaction`: the number of the
    database's transaction, by which the daily check finds what is new.
    """

    __tablename__ = "ledger_transfers"
    __table_args__ = (
        CheckConstraint("idempotency_key <> ''", name="idempotency_key"),
        CheckConstraint("kind ~ '^[a-z][a-z_]{0,31}$'", name="kind"),
        CheckConstraint("cause_kind IN ('case', 'task', 'notice') AND cause_id <> ''", name="cause"),
        CheckConstraint("reverses <> id", name="reverses"),
        UniqueConstraint("idempotency_key"),
        Index(
            "uq_ledger_transfers_reverses",
            "reverses",
            unique=True,
            postgresql_where=text("reverses IS NOT NULL"),
        ),
        Index("ix_ledger_transfers_cause", "cause_kind", "cause_id", "id"),
        Index("ix_ledger_transfers_transaction", "transaction", postgresql_using="brin"),
    )

    id: Mapped[TextId]
    idempotency_key: Mapped[str]
    kind: Mapped[str]
    cause_kind: Mapped[str]
    cause_id: Mapped[str]
    actor: Mapped[str]
    reverses: Mapped[str | None] = mapped_column(ForeignKey("ledger_transfers.id"))
    exchange: Mapped[bool] = mapped_column(server_default=text("false"))
    made_at: Mapped[datetime]
    transaction: Mapped[int] = mapped_column(BigInteger, server_default=THIS_TRANSACTION)


class LedgerEntry(Base):
    """What a transfer gives to an account (or takes, below zero), with the balance after it.

    `at` never runs backwards within a shard, so a period is a run of versions. No foreign keys: the trigger
    that applies an entry finds its account and its transfer, neither of which is ever deleted; a foreign key
    would lock the row of an account that everybody uses.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        CheckConstraint("amount_fen <> 0", name="amount"),
        UniqueConstraint("transfer_id", "account_id"),
        Index("ix_ledger_entries_at", "account_id", "shard", "at", "version"),
    )

    account_id: Mapped[str] = mapped_column(primary_key=True)
    shard: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    transfer_id: Mapped[str]
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    balance_fen: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]


class LedgerHold(Base):
    """What is set aside of an account, in an account of its own, until `until` at most.

    `closed_at`: when the last of it was captured or released.
    """

    __tablename__ = "ledger_holds"
    __table_args__ = (
        CheckConstraint("purpose ~ '^[a-z][a-z_]{0,31}$'", name="purpose"),
        Index("ix_ledger_holds_open", "held_from", "account_id", postgresql_where=text("closed_at IS NULL")),
        Index("ix_ledger_holds_until", "until", "account_id", postgresql_where=text("closed_at IS NULL")),
    )

    account_id: Mapped[str] = mapped_column(ForeignKey("ledger_accounts.id"), primary_key=True)
    held_from: Mapped[str] = mapped_column(ForeignKey("ledger_accounts.id"))
    purpose: Mapped[str]
    until: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class LedgerCheckpoint(Base):
    """What a balance was when a check last added it up: the next one goes on from there."""

    __tablename__ = "ledger_checkpoints"

    account_id: Mapped[str] = mapped_column(primary_key=True)
    shard: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    balance_fen: Mapped[int] = mapped_column(BigInteger)
    checked_at: Mapped[datetime]


class LedgerCheckRun(Base):
    """One check: how much it looked at, what it found, and from where the next one goes on.

    `horizon`: transfers of transactions before it were seen; `in_turn`: the account up to which the balances
    that nothing moves were looked at.
    """

    __tablename__ = "ledger_checks"

    id: Mapped[TextId]
    at: Mapped[datetime]
    is_full: Mapped[bool]
    horizon: Mapped[int] = mapped_column(BigInteger)
    in_turn: Mapped[str]
    transfers: Mapped[int] = mapped_column(BigInteger)
    balances: Mapped[int] = mapped_column(BigInteger)
    differences: Mapped[list[Any]]
