"""What a large installation has beside open tasks: decided ones, running cases, people and organisations."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg

from benchmarks._inbox_filling import _DUE, _GROUP, _ID, _NAME, _OPENED, _PRIORITY, _REGION, _TASK_SERIES

PEOPLE_SHARE = 20
"""One account and one organisation for so many tasks."""
STAFF = 12
"""People in the window of each region, for every 10,000 tasks one more."""

_DECIDED = f"""
INSERT INTO work_items (task_id, instance_id, token_id, case_id, element_id, name_zh, name_en, round, groups,
    users, audience_id, applicant, process_id, region_code, addressed, state, priority, opened_at, due_at,
    claimed_at, closed_at, closed_by, assignee, action)
SELECT 'd' || {_ID}, 'i' || {_ID}, 'd', 'c' || {_ID}, 'precheck', '材料初审', 'Precheck', 1,
    ARRAY[{_GROUP}], '{{}}', w.audience_id, {_NAME}, w.process_id, {_REGION}, false, 'done', {_PRIORITY},
    {_OPENED}, {_DUE}, {_OPENED}, {_OPENED} + (n % 50) * interval '1 hour', p.id, p.id, 'approve'
FROM {_TASK_SERIES} JOIN work_items w ON w.task_id = 't' || {_ID}
    JOIN decider p ON p.group_id = {_GROUP}
"""
_STATEMENTS = (
    _DECIDED,
    f"""
INSERT INTO engine_instance (id, root_id, definition_id, process_id, business_key, region, state, suspended,
    started_by, started_at, revision, state_version, history_seq, history_hash)
SELECT 'i' || {_ID}, 'i' || {_ID}, c.definition_id, c.process_id, c.number, {_REGION}, 'active', false,
    c.applicant_id, {_OPENED}, 1, 1, 1, ''
FROM {_TASK_SERIES} JOIN cases c ON c.id = 'c' || {_ID}
""",
    f"""
INSERT INTO user_account (id, user_name, user_name_key, full_name, kind, locale, created_at)
SELECT 'u-' || n, 'person' || n, 'person' || n, '人员' || n, 'person', 'zh-CN', now()
FROM generate_series(1, {{tasks}} / {PEOPLE_SHARE}) AS n
""",
    f"""
INSERT INTO organisations (id, kind, name, certification, association_member, profile, created_at, updated_at)
SELECT 'o-' || n, CASE WHEN n % 5 = 0 THEN 'provider' ELSE 'enterprise' END, {_NAME},
    (ARRAY['certified', 'certified', 'in_review', 'none'])[1 + n % 4], false, '{{}}', now(), now()
FROM generate_series(1, {{tasks}} / {PEOPLE_SHARE}) AS n
""",
    f"""
INSERT INTO role_grant (user_id, group_id, granted_at)
SELECT 'u-' || n, 'window:' || r.code, now()
FROM (SELECT code, row_number() OVER (ORDER BY code) AS place FROM regions WHERE has_window) AS r
    JOIN generate_series(1, {{tasks}} / {PEOPLE_SHARE}) AS n ON n % 100 = r.place
WHERE n <= 100 * ({STAFF} + {{tasks}} / 10000)
""",
    "ANALYZE",
)


def fill_around(url: str, tasks: int, deciders: Mapping[str, str]) -> None:
    """Add what stands around `tasks` tasks that are there; `deciders` are {group: user id}."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE decider (group_id text PRIMARY KEY, id text)")
        cursor.executemany("INSERT INTO decider VALUES (%s, %s)", list(deciders.items()))
        for statement in _STATEMENTS:
            cursor.execute(statement.replace("{tasks}", str(tasks)))
    with psycopg.connect(url, autocommit=True) as connection:
        # what autovacuum does within minutes: without it no index alone answers anything
        connection.execute("VACUUM ANALYZE")
