"""A transfer may open the account that it goes to, and posting runs fewer queries for the usual one.

The rules stay where they are, in triggers and constraints. A condition with a query in it is run each time,
even where its first half says no already: so each stands in a branch of its own. An account and its balance
are read by one query, and applying an entry looks for a second one in the statement that it runs anyway.
"""

from __future__ import annotations

from textwrap import indent

from alembic import op

revision = "1f6c0d8b52ea"
down_revision = "6d2f91c7b3e8"
branch_labels = None
depends_on = None

# The balance is locked only where it has a limit: nobody waits for an account that everybody uses.
_READ_ACCOUNT = """
    SELECT a.kind, a.commodity, a.lowest_fen, b.amount_fen INTO account
    FROM ledger_accounts a LEFT JOIN LATERAL (
        SELECT l.amount_fen FROM ledger_balances l
        WHERE l.account_id = a.id AND l.shard = 0 AND a.lowest_fen IS NOT NULL FOR NO KEY UPDATE
    ) b ON true
    WHERE a.id = {id};
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF account.lowest_fen IS NOT NULL AND {fen} < 0 AND account.amount_fen + {fen} < account.lowest_fen THEN
        RETURN false;
    END IF;
    IF account.kind = 'hold' THEN
        IF EXISTS (
            SELECT FROM ledger_holds h WHERE h.account_id = {id} AND h.closed_at IS NOT NULL
        ) THEN
            RETURN false;
        END IF;
    END IF;"""
_READ_EACH = indent(_READ_ACCOUNT.format(id="account_ids[i]", fen="amounts[i]"), "    ")
_WRITE_TRANSFER = """
    INSERT INTO ledger_transfers
        (id, idempotency_key, kind, cause_kind, cause_id, actor, reverses, exchange, made_at)
    VALUES (new_id, new_key, new_kind, new_cause_kind, new_cause_id, new_actor, {reverses}, {exchange},
            new_made_at)
    ON CONFLICT (idempotency_key) DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;"""
# The accounts come in the order in which everybody locks. What is refused has locked, but written nothing.
POST = f"""
CREATE OR REPLACE FUNCTION ledger_post(
    new_id text, new_key text, new_kind text, new_cause_kind text, new_cause_id text, new_actor text,
    new_reverses text, is_exchange boolean, new_made_at timestamptz, account_ids text[], amounts bigint[]
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    account record;
    only_commodity text;
    total numeric := 0;
BEGIN
    FOR i IN 1 .. cardinality(account_ids) LOOP{_READ_EACH}
        IF account.commodity <> only_commodity AND NOT is_exchange THEN
            RETURN false;
        END IF;
        only_commodity := account.commodity;
        total := total + amounts[i];
    END LOOP;
    IF is_exchange THEN
        IF EXISTS (
            SELECT FROM unnest(account_ids, amounts) AS m (account_id, fen)
            JOIN ledger_accounts a ON a.id = m.account_id GROUP BY a.commodity HAVING sum(m.fen) <> 0
        ) THEN
            RETURN false;
        END IF;
    ELSIF total <> 0 THEN
        RETURN false;
    END IF;
    IF new_reverses IS NOT NULL THEN
        IF EXISTS (SELECT FROM ledger_transfers t WHERE t.reverses = new_reverses) THEN
            RETURN false;
        END IF;
    END IF;{_WRITE_TRANSFER.format(reverses="new_reverses", exchange="is_exchange")}
    INSERT INTO ledger_entries (transfer_id, account_id, amount_fen)
    SELECT new_id, m.account_id, m.fen FROM unnest(account_ids, amounts) AS m (account_id, fen);
    RETURN true;
END $$
"""  # noqa: S608  constants of this module
# Nobody else can know the new account, so its balance need not be locked in the order of the others.
POST_TO_NEW = f"""
CREATE FUNCTION ledger_post_to_new(
    new_id text, new_key text, new_kind text, new_cause_kind text, new_cause_id text, new_actor text,
    new_made_at timestamptz, source text, fen bigint,
    account_id text, account_owner text, account_kind text, account_commodity text, account_lowest bigint,
    account_shards int
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE account record;
BEGIN{_READ_ACCOUNT.format(id="source", fen="-fen")}
    IF account.commodity <> account_commodity THEN
        RETURN false;
    END IF;{_WRITE_TRANSFER.format(reverses="NULL", exchange="false")}
    INSERT INTO ledger_accounts (id, owner, kind, commodity, lowest_fen, shards, opened_at, opened_by)
    VALUES (account_id, account_owner, account_kind, account_commodity, account_lowest, account_shards,
            new_made_at, new_actor);
    INSERT INTO ledger_entries (transfer_id, account_id, amount_fen)
    VALUES (new_id, source, -fen), (new_id, account_id, fen);
    RETURN true;
END $$
"""  # noqa: S608  constants of this module
# A row that ON CONFLICT DO NOTHING leaves out has been through this trigger all the same: so a second entry
# must fail here, and not at the unique key.
APPLY_ENTRY = """
CREATE OR REPLACE FUNCTION ledger_apply_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE is_hold boolean;
BEGIN
    UPDATE ledger_balances b
    SET amount_fen = b.amount_fen + NEW.amount_fen, version = b.version + 1,
        changed_at = greatest(b.changed_at, t.made_at)
    FROM ledger_accounts a, ledger_transfers t
    WHERE a.id = NEW.account_id AND t.id = NEW.transfer_id AND b.account_id = a.id
      AND b.shard = mod(pg_current_xact_id()::text::bigint, a.shards::bigint)
      AND NOT EXISTS (SELECT FROM ledger_entries
                      WHERE transfer_id = NEW.transfer_id AND account_id = NEW.account_id)
    RETURNING b.shard, b.version, b.amount_fen, b.changed_at, a.kind = 'hold'
    INTO NEW.shard, NEW.version, NEW.balance_fen, NEW.at, is_hold;
    IF NOT FOUND THEN
        IF EXISTS (SELECT FROM ledger_entries
                   WHERE transfer_id = NEW.transfer_id AND account_id = NEW.account_id) THEN
            RAISE EXCEPTION 'Expected one entry of transfer % in account %, but there is one already.',
                NEW.transfer_id, NEW.account_id
                USING ERRCODE = 'unique_violation', CONSTRAINT = 'ledger_one_entry_an_account';
        END IF;
        RAISE EXCEPTION 'Expected an account % and a transfer %, but one of them is not there.',
            NEW.account_id, NEW.transfer_id
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'ledger_known_account';
    END IF;
    IF is_hold THEN
        IF NOT EXISTS (SELECT FROM ledger_holds WHERE account_id = NEW.account_id AND closed_at IS NULL) THEN
            RAISE EXCEPTION 'Expected an open hold, but % is closed.', NEW.account_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_open_hold';
        END IF;
        IF NEW.balance_fen = 0 THEN
            UPDATE ledger_holds SET closed_at = NEW.at WHERE account_id = NEW.account_id;
        END IF;
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.execute(POST)
    op.execute(POST_TO_NEW)
    op.execute(APPLY_ENTRY)


def downgrade() -> None:
    # What was replaced means the same as what replaced it, so it stays.
    op.execute("DROP FUNCTION ledger_post_to_new")
