"""running the service: jobs that have run, and who has written up to which revision"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "job_run",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("job", sa.String(length=60), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("said", sa.String(length=300), nullable=False),
        sa.Column("file", sa.String(length=300), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "job IN ('backup', 'drill', 'check', 'tidy', 'moved', 'restored')", name=op.f("ck_job_run_job")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
    )
    op.create_index("ix_job_run_job_ended_at", "job_run", ["job", "ended_at"], unique=False)
    op.create_table(
        "own_write",
        sa.Column("officer_id", NUMBER, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_own_write_officer_id")),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_own_write")),
    )
