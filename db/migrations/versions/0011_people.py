"""people: local accounts, failed tries, broken glass, retention, holds, erasures, requests of subjects"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def refer(table: str, column: str, target: str) -> None:
    """A new column that refers to another table, as both engines take it in one statement."""
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f'ALTER TABLE "{table}" ADD COLUMN {column} {number} CONSTRAINT fk_{table}_{column} REFERENCES {target} (id)'
    )


def upgrade() -> None:
    op.create_table(
        "sign_in_failure",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("login_hash", sa.String(length=64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("cleared_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    op.create_index("ix_sign_in_failure_login_hash_at", "sign_in_failure", ["login_hash", "at"], unique=False)
    op.create_table(
        "broken_glass",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("officer_id", NUMBER, nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("entity_id", NUMBER, nullable=False),
        sa.Column("entity_ref", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("broken_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("reviewed_by_id", NUMBER, nullable=True),
        sa.Column("reviewed_at", MOMENT, nullable=True),
        sa.Column("review_note", sa.String(length=500), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint("entity IN ('concern', 'case')", name=op.f("ck_broken_glass_entity")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_broken_glass_officer_id")),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["officer.id"], name=op.f("fk_broken_glass_reviewed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broken_glass")),
    )
    op.create_index("ix_broken_glass_officer_until", "broken_glass", ["officer_id", "until"], unique=False)
    op.create_index(op.f("ix_broken_glass_reviewed_by_id"), "broken_glass", ["reviewed_by_id"], unique=False)
    op.create_table(
        "erasure",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("entity_id", NUMBER, nullable=False),
        sa.Column("entity_ref", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("ground", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("proposed_by_id", NUMBER, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", NUMBER, nullable=True),
        sa.Column("carried_out_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "ground IN ('kept long enough', 'its subject asked', 'a court or the law')", name=op.f("ck_erasure_ground")
        ),
        sa.CheckConstraint("kind IN ('redacted', 'file deleted')", name=op.f("ck_erasure_kind")),
        sa.CheckConstraint(
            "carried_out_at IS NULL OR decided_by_id IS NULL OR decided_by_id <> proposed_by_id",
            name=op.f("ck_erasure_two"),
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["officer.id"], name=op.f("fk_erasure_decided_by_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["officer.id"], name=op.f("fk_erasure_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_decided_by_id"), "erasure", ["decided_by_id"], unique=False)
    op.create_index("ix_erasure_entity", "erasure", ["entity", "entity_id"], unique=False)
    op.create_index(op.f("ix_erasure_proposed_by_id"), "erasure", ["proposed_by_id"], unique=False)
    op.create_table(
        "legal_hold",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("entity_id", NUMBER, nullable=False),
        sa.Column("entity_ref", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("placed_at", MOMENT, nullable=False),
        sa.Column("placed_by_id", NUMBER, nullable=True),
        sa.Column("lifted_at", MOMENT, nullable=True),
        sa.Column("lifted_by_id", NUMBER, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["officer.id"], name=op.f("fk_legal_hold_lifted_by_id")),
        sa.ForeignKeyConstraint(["placed_by_id"], ["officer.id"], name=op.f("fk_legal_hold_placed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index("ix_legal_hold_entity", "legal_hold", ["entity", "entity_id"], unique=False)
    op.create_index(op.f("ix_legal_hold_lifted_by_id"), "legal_hold", ["lifted_by_id"], unique=False)
    op.create_index(op.f("ix_legal_hold_placed_by_id"), "legal_hold", ["placed_by_id"], unique=False)
    op.create_table(
        "local_account",
        sa.Column("officer_id", NUMBER, nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("password_set_at", MOMENT, nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", sa.Text(), nullable=True),
        sa.Column("totp_confirmed_at", MOMENT, nullable=True),
        sa.Column("totp_last_step", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_local_account_officer_id")),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_local_account")),
        sa.UniqueConstraint("login", name=op.f("uq_local_account_login")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("officer_id", NUMBER, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_recovery_code_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_officer_id"), "recovery_code", ["officer_id"], unique=False)
    op.create_table(
        "retention_setting",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("years", sa.Integer(), nullable=True),
        sa.Column("changed_by_id", NUMBER, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["officer.id"], name=op.f("fk_retention_setting_changed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_setting")),
        sa.UniqueConstraint("name", name=op.f("uq_retention_setting_name")),
    )
    op.create_index(op.f("ix_retention_setting_changed_by_id"), "retention_setting", ["changed_by_id"], unique=False)
    op.create_table(
        "subject_request",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("ref", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("known_as", sa.JSON(), nullable=False),
        sa.Column("verified_how", sa.String(length=200), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("status", sa.String(length=60), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("asked_by_id", NUMBER, nullable=True),
        sa.Column("approved_by_id", NUMBER, nullable=True),
        sa.Column("approved_at", MOMENT, nullable=True),
        sa.Column("given_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'waiting for the second person', 'approved', 'given', 'refused')",
            name=op.f("ck_subject_request_status"),
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["officer.id"], name=op.f("fk_subject_request_approved_by_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["officer.id"], name=op.f("fk_subject_request_asked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_request")),
        sa.UniqueConstraint("ref", name=op.f("uq_subject_request_ref")),
    )
    op.create_index(op.f("ix_subject_request_approved_by_id"), "subject_request", ["approved_by_id"], unique=False)
    op.create_index(op.f("ix_subject_request_asked_by_id"), "subject_request", ["asked_by_id"], unique=False)
    op.add_column("activity", sa.Column("redacted_at", MOMENT, nullable=True))
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"], unique=False)
    op.create_index("ix_audit_entry_officer_at", "audit_entry", ["officer_id", "at"], unique=False)
    op.add_column("case", sa.Column("redacted_at", MOMENT, nullable=True))
    op.add_column("communication", sa.Column("redacted_at", MOMENT, nullable=True))
    op.add_column("concern", sa.Column("redacted_at", MOMENT, nullable=True))
    op.add_column("contact", sa.Column("redacted_at", MOMENT, nullable=True))
    op.add_column("event", sa.Column("redacted_at", MOMENT, nullable=True))
    refer("officer", "organisation_id", "organisation")
    op.create_index(op.f("ix_officer_organisation_id"), "officer", ["organisation_id"], unique=False)
    op.add_column("session", sa.Column("identity_hash", sa.String(length=64), nullable=True))
    op.add_column("session", sa.Column("device", sa.String(length=80), nullable=True))
    op.create_index("ix_session_identity_hash", "session", ["identity_hash"], unique=True)
    op.add_column("task", sa.Column("redacted_at", MOMENT, nullable=True))
    op.add_column("voice", sa.Column("redacted_at", MOMENT, nullable=True))
    op.create_index(
        "ix_idempotency_key_undoable",
        "idempotency_key",
        ["at"],
        unique=False,
        sqlite_where=sa.text("changes IS NOT NULL"),
        postgresql_where=sa.text("changes IS NOT NULL"),
    )


def downgrade() -> None:
    raise RuntimeError("stores only move forward: restore the backup made before the upgrade")
