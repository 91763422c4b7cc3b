"""attachments and notices: photos and PDFs of records, mails that wait, what each officer wants"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _attachments()
    _notices()


def _attachments() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("concern_id", NUMBER, nullable=True),
        sa.Column("case_id", NUMBER, nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("preview_hash", sa.String(length=64), nullable=True),
        sa.Column("confidentiality", sa.SmallInteger(), nullable=False),
        sa.Column("attached_at", MOMENT, nullable=False),
        sa.Column("attached_by_id", NUMBER, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.CheckConstraint("(concern_id IS NULL) <> (case_id IS NULL)", name=op.f("ck_attachment_one_record")),
        sa.CheckConstraint("confidentiality BETWEEN 0 AND 3", name=op.f("ck_attachment_confidentiality")),
        sa.CheckConstraint("kind IN ('image/jpeg', 'image/png', 'application/pdf')", name=op.f("ck_attachment_kind")),
        sa.ForeignKeyConstraint(["attached_by_id"], ["officer.id"], name=op.f("fk_attachment_attached_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_attachment_case_id")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_attachment_concern_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("code", name=op.f("uq_attachment_code")),
    )
    op.create_index("ix_attachment_hash", "attachment", ["hash"])
    op.create_index("ix_attachment_attached_by_id", "attachment", ["attached_by_id"])
    for link in ("concern_id", "case_id"):
        there = sa.text(f"{link} IS NOT NULL")
        op.create_index(f"ix_attachment_{link}", "attachment", [link], sqlite_where=there, postgresql_where=there)


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("officer_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("ref", sa.String(length=20), nullable=True),
        sa.Column("about", sa.String(length=80), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("next_try_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("dropped_at", MOMENT, nullable=True),
        sa.Column("last_error", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_notice_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("officer_id", "kind", "about", name=op.f("uq_notice_officer_id_kind_about")),
    )
    waiting = sa.text("sent_at IS NULL AND dropped_at IS NULL")
    op.create_index("ix_notice_waiting", "notice", ["next_try_at"], sqlite_where=waiting, postgresql_where=waiting)
    op.create_table(
        "notice_choice",
        sa.Column("officer_id", NUMBER, nullable=False),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("silent", sa.JSON(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_notice_choice_officer_id")),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_notice_choice")),
    )


def downgrade() -> None:
    raise RuntimeError("stores only move forward: restore the backup made before the upgrade")
