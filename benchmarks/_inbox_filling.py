"""Rows for an inbox: cases with one open task each, spread over 200 groups, made by a few statements."""

from __future__ import annotations

import psycopg

from engine.counts import audience_id

GROUPS = 200
PROCESS = "enterprise_registration"
COMMON, RARE = "机械", "星河"
"""A word of every title, and one of a title in ten thousand."""

_TASK_SERIES = "generate_series(1, {tasks}) AS n"
_GROUP = f"'window:9' || lpad((n % {GROUPS})::text, 5, '0')"
_OPENED = "date_trunc('hour', now()) - interval '90 days' + n * (interval '90 days' / {tasks})"
_DUE = f"CASE WHEN n % 9 = 0 THEN NULL ELSE {_OPENED} + (480 + n % 1920) * interval '1 hour' END"
_REGION = f"'43' || lpad((n / {GROUPS} % 14)::text, 2, '0') || '00'"
_PRIORITY = "CASE WHEN n % 20 = 0 THEN 80 ELSE 50 END"
_NAME = "'长沙第' || n || CASE WHEN n % 9999 = 7 THEN '星河' ELSE '' END || '机械有限公司'"
_ID = "'-' || lpad(n::text, 9, '0')"

_STATEMENTS = (
    """
CREATE TEMPORARY TABLE audience_of (group_id text PRIMARY KEY, id bigint);
""",
    f"""
INSERT INTO cases (id, number, process_id, definition_id, title_zh, title_en, applicant_id,
    organisation_name, region_code, state, round, submitted_at, updated_at)
SELECT 'c' || {_ID}, 'QY-2026-' || lpad(n::text, 9, '0'), '{PROCESS}', %(definition)s,
    '企业注册认证 · ' || {_NAME}, 'Enterprise registration', 'u-' || n % 5000, {_NAME},
    {_REGION}, 'in_review', 1, {_OPENED}, {_OPENED} FROM {_TASK_SERIES};
""",
    f"""
INSERT INTO engine_task (id, instance_id, root_id, definition_id, process_id, element_id, token_id, scope,
    name, state, audience_id, priority, due_at, created_at, revision, evaluated)
SELECT 't' || {_ID}, 'i' || {_ID}, 'i' || {_ID}, %(definition)s, '{PROCESS}', 'review', 'k', '', '窗口审核',
    'open', a.id, {_PRIORITY}, {_DUE}, {_OPENED}, 1, '{{}}'
FROM {_TASK_SERIES} JOIN audience_of a ON a.group_id = {_GROUP};
""",
    f"""
INSERT INTO work_items (task_id, instance_id, token_id, case_id, element_id, name_zh, name_en, round, groups,
    users, audience_id, applicant, process_id, region_code, addressed, state, priority, opened_at, due_at)
SELECT 't' || {_ID}, 'i' || {_ID}, 'k', 'c' || {_ID}, 'review', '窗口审核', 'Window review', 1,
    ARRAY[a.group_id], '{{}}', a.id, {_NAME}, '{PROCESS}', {_REGION}, false, 'open', {_PRIORITY}, {_OPENED},
    {_DUE}
FROM {_TASK_SERIES} JOIN audience_of a ON a.group_id = {_GROUP};
""",
    f"""
INSERT INTO search_entries (id, case_id, kind, text, document, added_at)
SELECT 's' || {_ID}, 'c' || {_ID}, 'name',
    'QY-2026-' || lpad(n::text, 9, '0') || E'\\n企业注册认证 · ' || {_NAME},
    array_to_tsvector(ARRAY['qy', '2026', lpad(n::text, 9, '0'), '企业', '业注', '注册', '册认', '认证',
        '长沙', '沙第', '第', n::text, '机械', '械有', '有限', '限公', '公司', '司']
        || CASE WHEN n % 9999 = 7 THEN ARRAY['星河', '河机'] ELSE ARRAY[]::text[] END), {_OPENED}
FROM {_TASK_SERIES};
""",
    f"""
INSERT INTO case_fields (case_id, name, position, process_id, text, number)
SELECT 'c' || {_ID}, 'registered_capital', 0, '{PROCESS}', n::text, n FROM {_TASK_SERIES};
""",
    """
INSERT INTO engine_audience_count (audience_id, process_id, slot, open_count, claimed_count)
SELECT audience_id, process_id, 0, count(*), 0 FROM engine_task GROUP BY audience_id, process_id;
""",
    "ANALYZE",
)


def groups() -> list[str]:
    """Return the groups among which the tasks are spread."""
    return [f"window:9{number:05d}" for number in range(GROUPS)]


def fill(url: str, definition: str, tasks: int) -> None:
    """Make `tasks` open tasks with their cases, texts and fields in a migrated database."""
    with psycopg.connect(url) as connection:
        made = [(group, audience_id((group,))) for group in groups()]
        with connection.cursor() as cursor:
            cursor.execute(_STATEMENTS[0])
            cursor.executemany("INSERT INTO audience_of VALUES (%s, %s)", made)
            audiences = [(number, [group]) for group, number in made]
            cursor.executemany("INSERT INTO engine_audience VALUES (%s, %s)", audiences)
            for statement in _STATEMENTS[1:]:
                text = statement.replace("{tasks}", str(tasks))
                if "%(definition)s" in text:
                    cursor.execute(text.replace(" % ", " %% "), {"definition": definition})
                else:
                    cursor.execute(text)
