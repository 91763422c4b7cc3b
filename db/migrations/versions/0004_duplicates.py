"""duplicates: merges, pairs that are not the same, what a further voice said, concerns by place"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "concern_merge",
        sa.Column("concern_id", NUMBER, nullable=False),
        sa.Column("into_id", NUMBER, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("officer_id", NUMBER, nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_concern_merge_concern_id")),
        sa.ForeignKeyConstraint(["into_id"], ["concern.id"], name=op.f("fk_concern_merge_into_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_concern_merge_officer_id")),
        sa.PrimaryKeyConstraint("concern_id", name=op.f("pk_concern_merge")),
    )
    op.create_index("ix_concern_merge_into_id", "concern_merge", ["into_id"])
    op.create_index("ix_concern_merge_officer_id", "concern_merge", ["officer_id"])
    op.create_table(
        "not_the_same",
        sa.Column("concern_id", NUMBER, nullable=False),
        sa.Column("other_id", NUMBER, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("officer_id", NUMBER, nullable=True),
        sa.CheckConstraint("concern_id < other_id", name=op.f("ck_not_the_same_ordered")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_not_the_same_concern_id")),
        sa.ForeignKeyConstraint(["other_id"], ["concern.id"], name=op.f("fk_not_the_same_other_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_not_the_same_officer_id")),
        sa.PrimaryKeyConstraint("concern_id", "other_id", name=op.f("pk_not_the_same")),
    )
    op.create_index("ix_not_the_same_other_id", "not_the_same", ["other_id"])
    op.create_index("ix_not_the_same_officer_id", "not_the_same", ["officer_id"])
    op.add_column("voice", sa.Column("said", sa.Text(), nullable=True))
    op.create_index("ix_concern_place", "concern", ["latitude", "longitude", "received_at"])


def downgrade() -> None:
    raise RuntimeError("stores only move forward: restore the backup made before the upgrade")
