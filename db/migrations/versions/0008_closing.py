"""closing: answers to reporters one by one, checks after four weeks, promises given up; saved views; partners of cases"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OUTCOMES = "'told', 'not reached', 'wants no answer any more'"
METHODS = "'phone', 'text message', 'e-mail', 'letter', 'in person', 'through a partner'"


def upgrade() -> None:
    op.create_table(
        "voice_answer",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("voice_id", NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer_id", NUMBER, nullable=True),
        sa.Column("outcome", sa.String(60), nullable=False),
        sa.Column("method", sa.String(60), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("closing", sa.Boolean(), nullable=False),
        sa.CheckConstraint(f"outcome IN ({OUTCOMES})", name=op.f("ck_voice_answer_outcome")),
        sa.CheckConstraint(f"method IS NULL OR method IN ({METHODS})", name=op.f("ck_voice_answer_method")),
        sa.ForeignKeyConstraint(["voice_id"], ["voice.id"], name=op.f("fk_voice_answer_voice_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_voice_answer_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice_answer")),
    )
    op.create_index("ix_voice_answer_voice_id", "voice_answer", ["voice_id"])
    op.create_index("ix_voice_answer_officer_id", "voice_answer", ["officer_id"])
    op.create_table(
        "saved_view",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("officer_id", NUMBER, nullable=False),
        sa.Column("page", sa.String(60), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("query", sa.String(1000), nullable=False),
        sa.Column("for_team", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_saved_view_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("officer_id", "page", "name", name="uq_saved_view_name"),
    )
    op.create_table(
        "case_partner",
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("organisation_id", NUMBER, nullable=False),
        sa.Column("part", sa.String(120), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_partner_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_case_partner_organisation_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "organisation_id", name=op.f("pk_case_partner")),
    )
    op.create_index("ix_case_partner_organisation_id", "case_partner", ["organisation_id"])
    op.add_column("task", sa.Column("purpose", sa.String(60), nullable=True))
    op.add_column("task", sa.Column("not_kept_why", sa.String(300), nullable=True))


def downgrade() -> None:
    raise RuntimeError("stores only move forward: restore the backup made before the upgrade")
