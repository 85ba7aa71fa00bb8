"""On SQLite names and tags get an index of their own.

FTS5 keeps one list of rows a word for all columns together: a word that half of all texts hold and no name
would be looked for in half of all rows. PostgreSQL has a vector for each already.
"""

from django.db import migrations

TABLE = "storybible_searchentry"
COLUMNS = ("scope", "title", "names", "tags")


def _values(row):
    public = f"CASE WHEN {row}visibility = 'everyone' THEN ' /v' || {row}universe_id ELSE '' END"
    scope = f"('/u' || {row}universe_id || {public} || ' /k' || replace({row}kind, '_', ''))"
    return ", ".join([scope, *(f"{row}{name}" for name in COLUMNS[1:])])


INTO = "INSERT INTO storybible_names"
NAMES = ", ".join(COLUMNS)
OUT = f"{INTO}(storybible_names, rowid, {NAMES}) VALUES ('delete', old.id, {_values('old.')});"
IN = f"{INTO}(rowid, {NAMES}) VALUES (new.id, {_values('new.')});"
ON = [
    f"""CREATE VIRTUAL TABLE storybible_names USING fts5({NAMES}, content='storybible_searchsource',
    content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='1 2 3')""",
    f"CREATE TRIGGER storybible_names_in AFTER INSERT ON {TABLE} BEGIN {IN} END",
    f"CREATE TRIGGER storybible_names_out AFTER DELETE ON {TABLE} BEGIN {OUT} END",
    f"CREATE TRIGGER storybible_names_again AFTER UPDATE ON {TABLE} BEGIN {OUT} {IN} END",
    f"{INTO}(storybible_names) VALUES ('rebuild')",
]
OFF = [
    "DROP TRIGGER IF EXISTS storybible_names_in",
    "DROP TRIGGER IF EXISTS storybible_names_out",
    "DROP TRIGGER IF EXISTS storybible_names_again",
    "DROP TABLE IF EXISTS storybible_names",
]


def _run(statements):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            for statement in statements:
                schema_editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("storybible", "0010_designers")]
    operations = [migrations.RunPython(_run(ON), _run(OFF))]
