"""escalation: thresholds an agency sets, acknowledged lines, hand-overs"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def _versioned() -> list[sa.Column]:
    return [
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
    ]


def _to(table: str, column: str, target: str = "officer") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "threshold",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("changed_by_id", NUMBER, nullable=True),
        *_versioned(),
        _to("threshold", "changed_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threshold")),
        sa.UniqueConstraint("name", name=op.f("uq_threshold_name")),
    )
    op.create_index("ix_threshold_changed_by_id", "threshold", ["changed_by_id"])
    op.create_table(
        "escalation_acknowledgement",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("rule", sa.String(60), nullable=False),
        sa.Column("entity", sa.String(20), nullable=False),
        sa.Column("entity_id", NUMBER, nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("officer_id", NUMBER, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        *_versioned(),
        sa.CheckConstraint("entity IN ('concern', 'case', 'task')", name=op.f("ck_escalation_acknowledgement_entity")),
        _to("escalation_acknowledgement", "officer_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation_acknowledgement")),
    )
    op.create_index("ix_escalation_acknowledgement_officer_id", "escalation_acknowledgement", ["officer_id"])
    op.create_index(
        "ix_escalation_acknowledgement_record", "escalation_acknowledgement", ["entity", "entity_id"]
    )
    op.create_table(
        "hand_over",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("from_id", NUMBER, nullable=False),
        sa.Column("to_id", NUMBER, nullable=False),
        sa.Column("neighbourhood_id", NUMBER, nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", NUMBER, nullable=True),
        _to("hand_over", "from_id"),
        _to("hand_over", "to_id"),
        _to("hand_over", "neighbourhood_id", "neighbourhood"),
        _to("hand_over", "by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
    )
    for column in ("from_id", "to_id", "neighbourhood_id", "by_id"):
        op.create_index(f"ix_hand_over_{column}", "hand_over", [column])


def downgrade() -> None:
    raise RuntimeError("stores only move forward: restore the backup made before the upgrade")
