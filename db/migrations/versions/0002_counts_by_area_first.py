"""counts by area first"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = ("neighbourhood_id", "status", "category", "received_day", "source_type", "confidentiality")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("pk_concern_count", "concern_count")
        op.create_primary_key("pk_concern_count", "concern_count", list(KEY))
        return
    # SQLite keeps such a table in the order of its key: another key is another table.
    op.rename_table("concern_count", "concern_count_before")
    op.create_table(
        "concern_count",
        sa.Column("neighbourhood_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.String(length=60), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("received_day", sa.Date(), nullable=False),
        sa.Column("source_type", sa.String(length=60), nullable=False),
        sa.Column("confidentiality", sa.SmallInteger(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*KEY, name="pk_concern_count"),
        sqlite_with_rowid=False,
    )
    columns = ", ".join((*KEY, "n"))
    op.execute(
        f"INSERT INTO concern_count ({columns}) SELECT {columns} FROM concern_count_before ORDER BY {', '.join(KEY)}"
    )
    op.drop_table("concern_count_before")


def downgrade() -> None:
    raise RuntimeError("stores only move forward: restore the backup made before the upgrade")
