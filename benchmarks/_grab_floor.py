"""The floor of `benchmarks.grab`: what a claim leaves in the database, written by hand in one transaction.

It reads who asks and keeps the same rows under the same keys and indexes as the platform: the claim, the
voucher with an account and balance of its own, the transfer with its key, both entries, both balances. It has
no rule: no trigger, check or foreign key, nothing of who may, of times, sizes and budgets.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

import psycopg

TABLES = """
CREATE TABLE floor_slot (n int PRIMARY KEY, pot text NOT NULL);
CREATE TABLE floor_claim (owner text PRIMARY KEY, n int UNIQUE, by text, at timestamptz);
CREATE TABLE floor_account (id text PRIMARY KEY, owner text, kind text, commodity text, at timestamptz);
CREATE UNIQUE INDEX ON floor_account (owner, kind, commodity);
CREATE TABLE floor_balance (account text, shard int, fen bigint NOT NULL, PRIMARY KEY (account, shard))
    WITH (fillfactor = 50);
CREATE TABLE floor_voucher (
    id text PRIMARY KEY, programme text, owner text, source_kind text, source text, fen bigint, account text,
    region text, size text, until timestamptz, at timestamptz, look_at timestamptz
);
CREATE UNIQUE INDEX ON floor_voucher (programme, owner) WHERE source_kind = 'quota';
CREATE UNIQUE INDEX ON floor_voucher (source, owner) WHERE source_kind = 'campaign';
CREATE INDEX ON floor_voucher (owner, id);
CREATE INDEX ON floor_voucher (programme, id);
CREATE INDEX ON floor_voucher (look_at, id) WHERE look_at IS NOT NULL;
CREATE TABLE floor_transfer
    (id text PRIMARY KEY, key text UNIQUE NOT NULL, kind text, cause text, actor text, at timestamptz);
CREATE TABLE floor_entry
    (transfer text, account text, fen bigint, balance bigint, PRIMARY KEY (account, transfer));
"""
WHO = """
SELECT o.id, o.region_code FROM user_account u JOIN organisation_members m ON m.user_id = u.id
JOIN organisations o ON o.id = m.organisation_id
WHERE u.id = %s AND u.disabled_at IS NULL AND m.ended_at IS NULL AND o.certification = 'certified'
"""
TAKE = """
DELETE FROM floor_slot WHERE n = (SELECT n FROM floor_slot ORDER BY n LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING n, pot
"""
CLAIM = "INSERT INTO floor_claim VALUES (%s, %s, %s, %s)"
ACCOUNT = "INSERT INTO floor_account VALUES (%s, %s, 'voucher', %s, %s)"
BALANCE = "INSERT INTO floor_balance VALUES (%s, 0, 0)"
VOUCHER = "INSERT INTO floor_voucher VALUES (%s, %s, %s, 'campaign', 'c', 10000, %s, %s, 'small', %s, %s, %s)"
TRANSFER = "INSERT INTO floor_transfer VALUES (%s, %s, 'grant', 'c', %s, %s)"
PAY = "UPDATE floor_balance SET fen = fen + %s WHERE account = %s AND shard = 0 RETURNING fen"
ENTRY = "INSERT INTO floor_entry VALUES (%s, %s, %s, %s)"


def fill(url: str, many: int, pots: int) -> None:
    """Make the tables, a stock of so many, and the pots that pay for it."""
    with psycopg.connect(url) as connection:
        connection.execute(TABLES)
        connection.execute(
            "INSERT INTO floor_slot SELECT n, 'pot' || n %% %s FROM generate_series(1, %s) n", (pots, many)
        )
        connection.execute(
            "INSERT INTO floor_balance SELECT 'pot' || n, 0, 100000000 FROM generate_series(0, %s) n", (pots,)
        )


def claim(connection: psycopg.Connection, user_id: str, now: datetime) -> None:
    """Claim a voucher for the enterprise of a person, and commit."""
    who = _one(connection, WHO, (user_id,))
    number, pot = _one(connection, TAKE, ())
    connection.execute(CLAIM, (who[0], number, user_id, now))
    voucher, account, transfer, until = str(uuid4()), str(uuid4()), str(uuid4()), now + timedelta(days=9)
    connection.execute(ACCOUNT, (account, voucher, "p", now))
    connection.execute(BALANCE, (account,))
    connection.execute(VOUCHER, (voucher, "p", who[0], account, who[1] or "", until, now, now))
    connection.execute(TRANSFER, (transfer, "grant:" + voucher, user_id, now))
    for purse, fen in sorted(((pot, -10_000), (account, 10_000))):
        (has,) = _one(connection, PAY, (fen, purse))
        connection.execute(ENTRY, (transfer, purse, fen, has))
    connection.commit()


def _one(connection: psycopg.Connection, statement: str, parameters: Sequence[object]) -> tuple[object, ...]:
    row = connection.execute(statement, parameters).fetchone()  # type: ignore[arg-type]
    assert row is not None
    return row
