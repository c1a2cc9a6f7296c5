"""The ledger: accounts, transfers and entries that the database itself keeps in balance.

What triggers hold, and why it is held this way, stands in docs/ledger.md.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "b7f1c2a90d13"
down_revision = "7c2e91b4d0a8"
branch_labels = None
depends_on = None

TABLES = ("ledger_accounts", "ledger_balances", "ledger_transfers", "ledger_entries", "ledger_holds")
TIME = sa.DateTime(timezone=True)
FUNCTIONS = (
    "ledger_refuse_change",
    "ledger_refuse_by_hand",
    "ledger_open_balances",
    "ledger_apply_entry",
    "ledger_check_entries",
    "ledger_check_not_empty",
)

REFUSE_CHANGE = """
CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'Expected rows of % to be only added, but this is %: correct by a reversal.',
        TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_only_added';
END $$
"""
# Depth 1 is this trigger alone, called by somebody's statement; from 2 on another trigger has done it.
REFUSE_BY_HAND = """
CREATE FUNCTION ledger_refuse_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'Expected % to be changed by entries alone, but this is %.', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_by_entries_alone';
    END IF;
    RETURN NULL;
END $$
"""
OPEN_BALANCES = """
CREATE FUNCTION ledger_open_balances() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO ledger_balances (account_id, shard, amount_fen, version, lowest_fen)
    SELECT NEW.id, shard, 0, 0, NEW.lowest_fen FROM generate_series(0, NEW.shards - 1) AS shard;
    RETURN NULL;
END $$
"""
# A row that ON CONFLICT DO NOTHING leaves out has been through this trigger all the same: so a second entry
# must fail here, and not at the unique key.
APPLY_ENTRY = """
CREATE FUNCTION ledger_apply_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE is_hold boolean;
BEGIN
    IF EXISTS (SELECT FROM ledger_entries
               WHERE transfer_id = NEW.transfer_id AND account_id = NEW.account_id) THEN
        RAISE EXCEPTION 'Expected one entry of transfer % in account %, but there is one already.',
            NEW.transfer_id, NEW.account_id
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'ledger_one_entry_an_account';
    END IF;
    UPDATE ledger_balances b
    SET amount_fen = b.amount_fen + NEW.amount_fen, version = b.version + 1,
        changed_at = greatest(b.changed_at, t.made_at)
    FROM ledger_accounts a, ledger_transfers t
    WHERE a.id = NEW.account_id AND t.id = NEW.transfer_id AND b.account_id = a.id
      AND b.shard = mod(pg_current_xact_id()::text::bigint, a.shards::bigint)
    RETURNING b.shard, b.version, b.amount_fen, b.changed_at, a.kind = 'hold'
    INTO NEW.shard, NEW.version, NEW.balance_fen, NEW.at, is_hold;
    IF NOT FOUND THEN
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
# One statement writes all entries of a transfer, so it can be judged at once, and none can come later.
# A reversal of what was captured goes to the account from which it was held: the hold is over.
CHECK_ENTRIES = """
CREATE FUNCTION ledger_check_entries() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong record;
BEGIN
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
CHECK_NOT_EMPTY = """
CREATE FUNCTION ledger_check_not_empty() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NOT EXISTS (SELECT FROM ledger_entries WHERE transfer_id = NEW.id) THEN
        RAISE EXCEPTION 'Expected a transfer with entries, but % has none.', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_not_empty';
    END IF;
    RETURN NULL;
END $$
"""
TRIGGERS = (
    *(
        f"CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()"
        for table in ("ledger_accounts", "ledger_transfers", "ledger_entries")
    ),
    *(
        f"CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()"
        for table in ("ledger_balances", "ledger_holds")
    ),
    "CREATE TRIGGER by_entries_alone BEFORE INSERT OR UPDATE ON ledger_balances "
    "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_by_hand()",
    "CREATE TRIGGER by_entries_alone BEFORE UPDATE ON ledger_holds "
    "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_by_hand()",
    "CREATE TRIGGER open_balances AFTER INSERT ON ledger_accounts "
    "FOR EACH ROW EXECUTE FUNCTION ledger_open_balances()",
    "CREATE TRIGGER apply_entry BEFORE INSERT ON ledger_entries "
    "FOR EACH ROW EXECUTE FUNCTION ledger_apply_entry()",
    "CREATE TRIGGER check_entries AFTER INSERT ON ledger_entries REFERENCING NEW TABLE AS added "
    "FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_entries()",
    "CREATE CONSTRAINT TRIGGER not_empty AFTER INSERT ON ledger_transfers DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW EXECUTE FUNCTION ledger_check_not_empty()",
)


def upgrade() -> None:
    _make_accounts()
    _make_transfers()
    _make_holds()
    for statement in (
        REFUSE_CHANGE,
        REFUSE_BY_HAND,
        OPEN_BALANCES,
        APPLY_ENTRY,
        CHECK_ENTRIES,
        CHECK_NOT_EMPTY,
    ):
        op.execute(statement)
    for statement in TRIGGERS:
        op.execute(statement)


def _make_accounts() -> None:
    op.create_table(
        "ledger_accounts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("commodity", sa.Text(), nullable=False),
        sa.Column("lowest_fen", sa.BigInteger(), nullable=True),
        sa.Column("shards", sa.Integer(), nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "commodity = 'CNY' OR commodity ~ '^voucher:[A-Za-z0-9._-]{1,64}$'",
            name=op.f("ck_ledger_accounts_commodity"),
        ),
        sa.CheckConstraint("kind ~ '^[a-z][a-z_]{0,31}$'", name=op.f("ck_ledger_accounts_kind")),
        sa.CheckConstraint("owner <> ''", name=op.f("ck_ledger_accounts_owner")),
        sa.CheckConstraint("lowest_fen <= 0", name=op.f("ck_ledger_accounts_lowest")),
        sa.CheckConstraint(
            "shards BETWEEN 1 AND 64 AND (shards = 1 OR lowest_fen IS NULL)",
            name=op.f("ck_ledger_accounts_limited_is_whole"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_accounts")),
    )
    op.create_index(
        "uq_ledger_accounts_owner",
        "ledger_accounts",
        ["owner", "kind", "commodity"],
        unique=True,
        postgresql_where=sa.text("kind <> 'hold'"),
    )
    op.create_table(
        "ledger_balances",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("lowest_fen", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", TIME, nullable=True),
        sa.CheckConstraint(
            "lowest_fen IS NULL OR amount_fen >= lowest_fen", name=op.f("ck_ledger_balances_limit")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ledger_accounts.id"], name=op.f("fk_ledger_balances_account_id_ledger_accounts")
        ),
        sa.PrimaryKeyConstraint("account_id", "shard", name=op.f("pk_ledger_balances")),
        postgresql_with={"fillfactor": 50},
    )


def _make_transfers() -> None:
    op.create_table(
        "ledger_transfers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cause_kind", sa.Text(), nullable=False),
        sa.Column("cause_id", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reverses", sa.Text(), nullable=True),
        sa.Column("exchange", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column(
            "transaction",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text::bigint)"),
            nullable=False,
        ),
        sa.CheckConstraint("idempotency_key <> ''", name=op.f("ck_ledger_transfers_idempotency_key")),
        sa.CheckConstraint("kind ~ '^[a-z][a-z_]{0,31}$'", name=op.f("ck_ledger_transfers_kind")),
        sa.CheckConstraint(
            "cause_kind IN ('case', 'task', 'notice') AND cause_id <> ''",
            name=op.f("ck_ledger_transfers_cause"),
        ),
        sa.CheckConstraint("reverses <> id", name=op.f("ck_ledger_transfers_reverses")),
        sa.ForeignKeyConstraint(
            ["reverses"], ["ledger_transfers.id"], name=op.f("fk_ledger_transfers_reverses_ledger_transfers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transfers")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_ledger_transfers_idempotency_key")),
    )
    op.create_index(
        "uq_ledger_transfers_reverses",
        "ledger_transfers",
        ["reverses"],
        unique=True,
        postgresql_where=sa.text("reverses IS NOT NULL"),
    )
    op.create_index("ix_ledger_transfers_cause", "ledger_transfers", ["cause_kind", "cause_id", "id"])
    op.create_index("ix_ledger_transfers_transaction", "ledger_transfers", ["transaction"])
    op.create_table(
        "ledger_entries",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("transfer_id", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("balance_fen", sa.BigInteger(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint("amount_fen <> 0", name=op.f("ck_ledger_entries_amount")),
        sa.PrimaryKeyConstraint("account_id", "shard", "version", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint(
            "transfer_id", "account_id", name=op.f("uq_ledger_entries_transfer_id_account_id")
        ),
    )
    op.create_index("ix_ledger_entries_at", "ledger_entries", ["account_id", "shard", "at", "version"])


def _make_holds() -> None:
    op.create_table(
        "ledger_holds",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("held_from", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.Column("closed_at", TIME, nullable=True),
        sa.CheckConstraint("purpose ~ '^[a-z][a-z_]{0,31}$'", name=op.f("ck_ledger_holds_purpose")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ledger_accounts.id"], name=op.f("fk_ledger_holds_account_id_ledger_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["held_from"], ["ledger_accounts.id"], name=op.f("fk_ledger_holds_held_from_ledger_accounts")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_ledger_holds")),
    )
    open_ones = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_ledger_holds_open", "ledger_holds", ["held_from", "account_id"], postgresql_where=open_ones
    )
    op.create_index(
        "ix_ledger_holds_until", "ledger_holds", ["until", "account_id"], postgresql_where=open_ones
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}()")
