"""Posting a transfer is one call of the database: planned once, and nothing written where it is refused.

The triggers hold the books as before; entries are checked sooner for the usual transfer, one of one commodity
that reverses nothing, and for all others by the query that was there. The index of the transactions' numbers
becomes a BRIN: they grow with the table, so it costs a transfer nothing, and the daily check still reads what
is new alone.
"""

from __future__ import annotations

from alembic import op

revision = "e7a30b94d2f6"
down_revision = "b52d0e6f8c31"
branch_labels = None
depends_on = None

# The accounts come in the order in which everybody locks. What is refused has locked, but written nothing.
POST = """
CREATE FUNCTION ledger_post(
    new_id text, new_key text, new_kind text, new_cause_kind text, new_cause_id text, new_actor text,
    new_reverses text, is_exchange boolean, new_made_at timestamptz, account_ids text[], amounts bigint[]
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    account record;
    has bigint;
    only_commodity text;
    total numeric := 0;
BEGIN
    FOR i IN 1 .. cardinality(account_ids) LOOP
        SELECT a.kind, a.commodity, a.lowest_fen INTO account
        FROM ledger_accounts a WHERE a.id = account_ids[i];
        IF NOT FOUND THEN
            RETURN false;
        END IF;
        IF account.lowest_fen IS NOT NULL THEN
            SELECT b.amount_fen INTO has FROM ledger_balances b
            WHERE b.account_id = account_ids[i] AND b.shard = 0 FOR NO KEY UPDATE;
            IF amounts[i] < 0 AND has + amounts[i] < account.lowest_fen THEN
                RETURN false;
            END IF;
        END IF;
        IF account.kind = 'hold' AND EXISTS (
            SELECT FROM ledger_holds h WHERE h.account_id = account_ids[i] AND h.closed_at IS NOT NULL
        ) THEN
            RETURN false;
        END IF;
        IF account.commodity <> only_commodity AND NOT is_exchange THEN
            RETURN false;
        END IF;
        only_commodity := account.commodity;
        total := total + amounts[i];
    END LOOP;
    IF NOT is_exchange AND total <> 0 OR is_exchange AND EXISTS (
        SELECT FROM unnest(account_ids, amounts) AS m (account_id, fen)
        JOIN ledger_accounts a ON a.id = m.account_id GROUP BY a.commodity HAVING sum(m.fen) <> 0
    ) OR new_reverses IS NOT NULL AND EXISTS (
        SELECT FROM ledger_transfers t WHERE t.reverses = new_reverses
    ) THEN
        RETURN false;
    END IF;
    INSERT INTO ledger_transfers
        (id, idempotency_key, kind, cause_kind, cause_id, actor, reverses, exchange, made_at)
    VALUES (new_id, new_key, new_kind, new_cause_kind, new_cause_id, new_actor, new_reverses, is_exchange,
            new_made_at)
    ON CONFLICT (idempotency_key) DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO ledger_entries (transfer_id, account_id, amount_fen)
    SELECT new_id, m.account_id, m.fen FROM unnest(account_ids, amounts) AS m (account_id, fen);
    RETURN true;
END $$
"""
_HEAD = "CREATE OR REPLACE FUNCTION ledger_check_entries() RETURNS trigger LANGUAGE plpgsql AS $$"
CHECK_ANY = """
    SELECT p.transfer_id, CASE
        WHEN bool_or(p.total <> 0) THEN 'ledger_balanced'
        WHEN count(*) > 1 AND NOT t.exchange THEN 'ledger_one_commodity'
        WHEN sum(p.entries) <> (SELECT count(*) FROM ledger_entries x WHERE x.transfer_id = p.transfer_id)
            THEN 'ledger_entries_at_once'
        WHEN t.reverses IS NOT NULL AND EXISTS (
            SELECT FROM ledger_entries x LEFT JOIN ledger_holds h ON h.account_id = x.account_id
            WHERE x.transfer_id IN (t.id, t.reverses)
            GROUP BY coalesce(h.held_from, x.account_id) HAVING sum(x.amount_fen) <> 0
        ) THEN 'ledger_reversal' END AS rule
    INTO wrong
    FROM (SELECT e.transfer_id, a.commodity, sum(e.amount_fen) AS total, count(*) AS entries
          FROM added e JOIN ledger_accounts a ON a.id = e.account_id GROUP BY 1, 2) p
    JOIN ledger_transfers t ON t.id = p.transfer_id
    GROUP BY p.transfer_id, t.id ORDER BY rule NULLS LAST LIMIT 1;
    IF wrong.rule IS NOT NULL THEN
        RAISE EXCEPTION 'Expected the entries of transfer % to keep the rule %, but they do not.',
            wrong.transfer_id, wrong.rule USING ERRCODE = 'check_violation', CONSTRAINT = wrong.rule;
    END IF;
    RETURN NULL;
END $$
"""
CHECK_ENTRIES = f"""{_HEAD}
DECLARE
    wrong record;
    one record;
    usual boolean := true;
    only_transfer text;
    only_commodity text;
    total numeric := 0;
    entries bigint := 0;
BEGIN
    FOR one IN
        SELECT e.transfer_id, e.amount_fen, a.commodity
        FROM added e JOIN ledger_accounts a ON a.id = e.account_id
    LOOP
        usual := usual AND (
            entries = 0 OR one.transfer_id = only_transfer AND one.commodity = only_commodity
        );
        only_transfer := one.transfer_id;
        only_commodity := one.commodity;
        total := total + one.amount_fen;
        entries := entries + 1;
    END LOOP;
    IF usual AND total = 0 AND EXISTS (
        SELECT FROM ledger_transfers t WHERE t.id = only_transfer AND t.reverses IS NULL
    ) AND entries = (SELECT count(*) FROM ledger_entries x WHERE x.transfer_id = only_transfer) THEN
        RETURN NULL;
    END IF;{CHECK_ANY}"""  # noqa: S608  constants of this module
CHECK_ENTRIES_BEFORE = f"{_HEAD}\nDECLARE wrong record;\nBEGIN{CHECK_ANY}"


def upgrade() -> None:
    op.execute(POST)
    op.execute(CHECK_ENTRIES)
    op.drop_index("ix_ledger_transfers_transaction", table_name="ledger_transfers")
    op.create_index(
        "ix_ledger_transfers_transaction", "ledger_transfers", ["transaction"], postgresql_using="brin"
    )


def downgrade() -> None:
    op.drop_index("ix_ledger_transfers_transaction", table_name="ledger_transfers")
    op.create_index("ix_ledger_transfers_transaction", "ledger_transfers", ["transaction"])
    op.execute(CHECK_ENTRIES_BEFORE)
    op.execute("DROP FUNCTION ledger_post")
