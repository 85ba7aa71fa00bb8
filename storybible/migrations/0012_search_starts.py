"""On SQLite first words and tags get lists of their own.

FTS5 keeps one list of rows a word for all columns together. Where half of all names hold “of” and none begins
with it, a search for names that begin so read that list to its end, and one for tags again. So the first word
of a title is entered once more behind a sign that nobody writes, and tags lie in a table of their own: what
is in neither is known at once.

The sign is of Unicode's private use, which the tokenizer counts among the letters.

A later migration that alters `SearchEntry` on SQLite drops these triggers too: run `ON` again after it.
"""

from django.db import migrations

TABLE = "storybible_searchentry"
MARK = "char(57344)"
QUOTES = "' \"''_*([{<¡¿-–—‐‑„“”‘’‚‛«»‹›…#@'"  # what a title begins with and the tokenizer passes over
TOKENS = "content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='1 2 3'"
COLUMNS = {
    "storybible_names": ("scope", "starts", "title", "names"),
    "storybible_tags": ("scope", "tags"),
}
CONTENT = {"storybible_names": "storybible_namesource", "storybible_tags": "storybible_searchsource"}


def _scope(row):
    public = f"CASE WHEN {row}visibility = 'everyone' THEN ' /v' || {row}universe_id ELSE '' END"
    return f"('/u' || {row}universe_id || {public} || ' /k' || replace({row}kind, '_', ''))"


def _starts(row):
    title = f"ltrim({row}title, {QUOTES})"
    return f"({MARK} || substr({title}, 1, instr({title} || ' ', ' ') - 1))"


def _values(table, row):
    made = {"scope": _scope(row), "starts": _starts(row)}
    return ", ".join(made.get(name, f"{row}{name}") for name in COLUMNS[table])


def _table(table):
    names = ", ".join(COLUMNS[table])
    into = f"INSERT INTO {table}"
    gone = f"{into}({table}, rowid, {names}) VALUES ('delete', old.id, {_values(table, 'old.')});"
    come = f"{into}(rowid, {names}) VALUES (new.id, {_values(table, 'new.')});"
    return [
        f"CREATE VIRTUAL TABLE {table} USING fts5({names}, content='{CONTENT[table]}', {TOKENS})",
        f"CREATE TRIGGER {table}_in AFTER INSERT ON {TABLE} BEGIN {come} END",
        f"CREATE TRIGGER {table}_out AFTER DELETE ON {TABLE} BEGIN {gone} END",
        f"CREATE TRIGGER {table}_again AFTER UPDATE ON {TABLE} BEGIN {gone} {come} END",
        f"{into}({table}) VALUES ('rebuild')",
    ]


def _off(table):
    triggers = [f"DROP TRIGGER IF EXISTS {table}_{name}" for name in ("in", "out", "again")]
    return [*triggers, f"DROP TABLE IF EXISTS {table}"]


SOURCE = f"""CREATE VIEW storybible_namesource AS
SELECT id, {_scope("")} AS scope, {_starts("")} AS starts, title, names FROM {TABLE}"""  # noqa: S608
OFF = [
    *_off("storybible_names"),
    *_off("storybible_tags"),
    "DROP VIEW IF EXISTS storybible_namesource",
]
ON = [*_off("storybible_names"), SOURCE, *_table("storybible_names"), *_table("storybible_tags")]


def _run(statements):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            for statement in statements:
                schema_editor.execute(statement, params=None)

    return run


def _before(apps, schema_editor):
    """The table of migration 0011 again."""
    from importlib import import_module

    _run([*OFF, *import_module("storybible.migrations.0011_search_names").ON])(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("storybible", "0011_search_names")]
    operations = [migrations.RunPython(_run(ON), _before)]
