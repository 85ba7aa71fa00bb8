"""The full-text index over the search entries, by the means of the database at hand.

Both know four things of an entry: its scope (`/u<universe>`; `/v<universe>` where everyone there may see it;
`/k<kind>`), its title and other names, its tags, its text. The scope is a part of the index, so that a search
in one universe reads nothing of the others and ends as soon as it has found enough. The database keeps the
index in step: by triggers on SQLite, by generated columns on PostgreSQL. Case and diacritics are folded.

A later migration that alters `SearchEntry` on SQLite makes the table anew, which drops its triggers: run
`install_sqlite` again after it.
"""

from django.db import migrations, models

TABLE = "storybible_searchentry"

PUBLIC = "CASE WHEN {row}visibility = 'everyone' THEN ' /v' || {id} ELSE '' END"
SCOPE = f"('/u' || {{id}} || {PUBLIC} || ' /k' || {{kind}})"
COLUMNS = "scope, title, names, tags, text, calls"


def _sqlite_scope(row):
    return SCOPE.format(
        row=row, id=f"replace({row}universe_id, '-', '')", kind=f"replace({row}kind, '_', '')"
    )


def _sqlite_values(row):
    return ", ".join([_sqlite_scope(row), *(f"{row}{name}" for name in COLUMNS.split(", ")[1:])])


INTO = "INSERT INTO storybible_fulltext"
SQLITE_OUT = (
    f"{INTO}(storybible_fulltext, rowid, {COLUMNS}) VALUES ('delete', old.id, {_sqlite_values('old.')});"
)
SQLITE_IN = f"{INTO}(rowid, {COLUMNS}) VALUES (new.id, {_sqlite_values('new.')});"
SQLITE_ON = [
    f"""CREATE VIEW storybible_searchsource AS SELECT id, {_sqlite_scope("")} AS scope, title, names, tags,
    text, calls FROM {TABLE}""",  # noqa: S608 - all of it is written here
    f"""CREATE VIRTUAL TABLE storybible_fulltext USING fts5({COLUMNS}, content='storybible_searchsource',
    content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='1 2 3')""",
    f"CREATE TRIGGER storybible_fulltext_in AFTER INSERT ON {TABLE} BEGIN {SQLITE_IN} END",
    f"CREATE TRIGGER storybible_fulltext_out AFTER DELETE ON {TABLE} BEGIN {SQLITE_OUT} END",
    f"CREATE TRIGGER storybible_fulltext_again AFTER UPDATE ON {TABLE} BEGIN {SQLITE_OUT} {SQLITE_IN} END",
    "INSERT INTO storybible_fulltext(storybible_fulltext) VALUES ('rebuild')",
]
SQLITE_OFF = [
    "DROP TRIGGER IF EXISTS storybible_fulltext_in",
    "DROP TRIGGER IF EXISTS storybible_fulltext_out",
    "DROP TRIGGER IF EXISTS storybible_fulltext_again",
    "DROP TABLE IF EXISTS storybible_fulltext",
    "DROP VIEW IF EXISTS storybible_searchsource",
]

# Words without case and marks, between single spaces. It names ASCII and general punctuation and no class of
# letters, so that it means the same under every collation.
POSTGRES_WORDS = r"""
CREATE FUNCTION storybible_words(given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT btrim(regexp_replace(
        lower(regexp_replace(normalize(given, NFKD), '[\u0300-\u036f]', '', 'g')),
        '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+', ' ', 'g'))
$$"""
# The title and every alias as one word each, “^mara voss”: a prefix of it is a prefix of the name.
POSTGRES_STARTS = """
CREATE FUNCTION storybible_starts(title text, names text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
STRICT AS $$
    SELECT array_agg('^' || left(storybible_words(name), 200))
    FROM unnest(title || string_to_array(names, E'\\n')) AS name
$$"""
POSTGRES_SCOPE = "array_to_tsvector(string_to_array({scope}, ' '))".format(
    scope=SCOPE.format(row="", id="replace(universe_id::text, '-', '')", kind="replace(kind, '_', '')")
)


def _weighed(column, weight):
    return f"setweight(to_tsvector('simple'::regconfig, storybible_words({column})), '{weight}')"


POSTGRES_VECTORS = {
    "names_vector": f"""{POSTGRES_SCOPE} || array_to_tsvector(storybible_starts(title, names))
    || {_weighed("title", "A")} || {_weighed("names", "B")}""",
    "tags_vector": f"{POSTGRES_SCOPE} || {_weighed('tags', 'C')}",
    "text_vector": f"""{POSTGRES_SCOPE} || array_to_tsvector(string_to_array(calls, ' '))
    || {_weighed("title", "A")} || {_weighed("names", "B")}
    || {_weighed("tags", "C")} || {_weighed("text", "D")}""",
}
POSTGRES_ON = [
    POSTGRES_WORDS,
    POSTGRES_STARTS,
    "ALTER TABLE {} {}".format(
        TABLE,
        ", ".join(
            f"ADD COLUMN {name} tsvector GENERATED ALWAYS AS ({value}) STORED"
            for name, value in POSTGRES_VECTORS.items()
        ),
    ),
    *(f"CREATE INDEX storybible_{name} ON {TABLE} USING gin ({name})" for name in POSTGRES_VECTORS),
]
POSTGRES_OFF = [
    f"ALTER TABLE {TABLE} {', '.join(f'DROP COLUMN IF EXISTS {name}' for name in POSTGRES_VECTORS)}",
    "DROP FUNCTION IF EXISTS storybible_starts(text, text)",
    "DROP FUNCTION IF EXISTS storybible_words(text)",
]

ON = {"sqlite": SQLITE_ON, "postgresql": POSTGRES_ON}
OFF = {"sqlite": SQLITE_OFF, "postgresql": POSTGRES_OFF}


def _run(statements):
    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement, params=None)

    return run


def install_sqlite(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in [*SQLITE_OFF, *SQLITE_ON]:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("storybible", "0002_offers")]
    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="key",
            field=models.CharField(blank=True, max_length=120, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="searchentry",
            name="calls",
            field=models.TextField(
                blank=True, default="", help_text="First words of the names after an @, so: “@mara @ivo”"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(_run(ON), _run(OFF)),
    ]
