"""counts of the whole city, and indexes of what is open, who waits, what was held and what is to be checked"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

OPEN = "withdrawn_at IS NULL AND {plus}status IN ('new', 'triaged', 'assigned', 'in progress', 'awaiting others')"
OPEN_COLUMNS = (
    "received_at", "id", "neighbourhood_id", "category", "source_type", "status", "owner_id", "recorded_by_id", "due_at",
    "confidentiality", "duplicate_of_id", "withdrawn_at",
)  # fmt: skip
WORD = sa.String(length=60)
SENSITIVE = (
    "hate incident", "domestic abuse", "sexual harm", "exploitation or vulnerable person", "police conduct",
    "homelessness and welfare",
)  # fmt: skip
CITY = ("received_day", "status", "sensitive", "confidentiality", "placed")
KINDS = ("category", "source_type", "received_day", "confidentiality", "placed")
TYPES = {
    "received_day": sa.Date(),
    "status": WORD,
    "category": WORD,
    "source_type": WORD,
    "sensitive": sa.Boolean(),
    "confidentiality": sa.SmallInteger(),
    "placed": sa.Boolean(),
}


def upgrade() -> None:
    for name, key in (("concern_city_count", CITY), ("concern_kind_count", KINDS)):
        op.create_table(
            name,
            *(sa.Column(column, TYPES[column], nullable=False) for column in key),
            sa.Column("n", sa.Integer(), nullable=False),
            sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
            sqlite_with_rowid=False,
        )
        _count(name, key)
    op.create_index(
        "ix_concern_open",
        "concern",
        list(OPEN_COLUMNS),
        sqlite_where=sa.text(OPEN.format(plus="+")),
        postgresql_where=sa.text(OPEN.format(plus="")),
    )
    op.create_index(
        "ix_voice_waiting",
        "voice",
        ["concern_id", "reported_at"],
        sqlite_where=sa.text("wants_answer = 1 AND told_at IS NULL"),
        postgresql_where=sa.text("wants_answer AND told_at IS NULL"),
    )
    op.create_index(
        "ix_event_starts_counted",
        "event",
        ["starts_at", "status", "type", "neighbourhood_id", "attendance_total", "attendance_counted", "withdrawn_at"],
    )
    there = sa.text("purpose IS NOT NULL")
    op.create_index(
        "ix_task_purpose", "task", ["purpose", "done_at", "concern_id"], sqlite_where=there, postgresql_where=there
    )


def _count(name: str, key: tuple[str, ...]) -> None:
    """The finest counts hold all that these need."""
    whole = op.get_bind().dialect.name == "sqlite"
    listed = ", ".join(f"'{category}'" for category in SENSITIVE)
    said = {
        "sensitive": f"category IN ({listed})",
        "placed": "neighbourhood_id <> 0",
    }
    chosen = ", ".join(said.get(column, column) for column in key)
    grouped = ", ".join(str(place + 1) for place in range(len(key)))
    figure = "sum(n)" if whole else "CAST(sum(n) AS integer)"
    op.execute(
        f"INSERT INTO {name} ({', '.join(key)}, n) SELECT {chosen}, {figure} FROM concern_count GROUP BY {grouped}"
    )


def downgrade() -> None:
    raise RuntimeError("stores only move forward: restore the backup made before the upgrade")
