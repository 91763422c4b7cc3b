"""search: an index of the words that lists may show, kept true by the engine itself"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Level 1 and below, and nothing else: details, notes, voices and names of people are in no index.
WORDS = {
    "concern": ("summary",),
    "case": ("title", "goal", "outcome"),
    "event": ("title", "series", "venue", "audience", "outcome_note"),
    "task": ("text",),
    "organisation": ("name", "groups_served"),
}

# What FTS5's unicode61 does with remove_diacritics: no accents, no case, words apart at everything that is no letter
# and no figure. Only functions that every PostgreSQL has, so that nobody needs the right to add extensions.
APART = (
    "[\\u0001-\\u001f\\u0021-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u00a9\\u00ab-\\u00b1\\u00b4\\u00b6-\\u00b8\\u00bb"
    "\\u00bf\\u00d7\\u00f7\\u2000-\\u206f\\u20a0-\\u20cf\\u2100-\\u2bff\\u3000-\\u303f\\ufe00-\\ufe0f\\U0001f000-\\U0001faff]"
)
# Most words are ASCII: the short way takes a third of the time. A class that held the space would take three times as long.
SHORT = "regexp_replace(lower(words), '[^a-z0-9 ]', ' ', 'g')"
LONG = f"regexp_replace(lower(regexp_replace(normalize(words, NFD), '[\\u0300-\\u036f]+', '', 'g')), '{APART}', ' ', 'g')"
APART_OR_NOT = f"CASE WHEN octet_length(words) = length(words) THEN {SHORT} ELSE {LONG} END"
# The engine refuses a word of more than 2,046 bytes, and the save with it: long texts have theirs cut at 60 characters.
CUT = f"CASE WHEN octet_length(words) < 600 THEN {APART_OR_NOT} ELSE regexp_replace({LONG}, '([^ ]{{60}})[^ ]+', '\\1', 'g') END"
FOLD = f"""
CREATE FUNCTION search_words(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT array_to_tsvector(array_remove(string_to_array({CUT}, ' '), ''))
$$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _postgresql()
    else:
        _sqlite()


def _postgresql() -> None:
    # An index over an expression: nothing is stored twice, and no trigger can be forgotten or switched off.
    op.execute(FOLD)
    for table, columns in WORDS.items():
        words = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)
        op.execute(f'CREATE INDEX search_{table} ON "{table}" USING gin (search_words({words}))')


def _sqlite() -> None:
    for table, columns in WORDS.items():
        index, names = f"search_{table}", ", ".join(columns)
        # The words stay where they are (content=): the index holds where they occur. Ranking is ours, so no lengths.
        op.execute(
            f"CREATE VIRTUAL TABLE {index} USING fts5({names}, content='{table}', content_rowid='id', columnsize=0, "
            "tokenize='unicode61 remove_diacritics 2')"
        )
        added = f"INSERT INTO {index} (rowid, {names}) VALUES (new.id, {_of('new', columns)});"
        taken = f"INSERT INTO {index} ({index}, rowid, {names}) VALUES ('delete', old.id, {_of('old', columns)});"
        for name, moment, does in (
            ("added", "AFTER INSERT", added),
            ("taken", "AFTER DELETE", taken),
            ("changed", f"AFTER UPDATE OF id, {names}", taken + " " + added),
        ):
            op.execute(f'CREATE TRIGGER {index}_{name} {moment} ON "{table}" BEGIN {does} END')
        op.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")


def _of(row: str, columns: tuple[str, ...]) -> str:
    return ", ".join(f"{row}.{column}" for column in columns)


def downgrade() -> None:
    raise RuntimeError("stores only move forward: restore the backup made before the upgrade")
