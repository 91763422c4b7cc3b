"""outreach: series, partners of events, close-out, feeds, contacts, hand-outs, week sheets, communications"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ONE_RECORD = (
    " + ".join(f"(CASE WHEN {link}_id IS NULL THEN 0 ELSE 1 END)" for link in ("concern", "case", "event")) + " = 1"
)


def refer(table: str, column: str, target: str) -> None:
    """A new column that refers to another table, as both engines take it in one statement."""
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f'ALTER TABLE "{table}" ADD COLUMN {column} {number} CONSTRAINT fk_{table}_{column} REFERENCES {target} (id)'
    )


def upgrade() -> None:
    op.create_table(
        "communication_template",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communication_template")),
        sa.UniqueConstraint("name", name=op.f("uq_communication_template_name")),
    )
    op.create_table(
        "event_series",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("rule", sa.String(length=300), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.Column("laid_out_until", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_series")),
    )
    op.create_table(
        "handout_item",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_handout_item_stock")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handout_item")),
        sa.UniqueConstraint("name", "language", name=op.f("uq_handout_item_name_language")),
    )
    op.create_table(
        "event_feed",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("officer_id", NUMBER, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_event_feed_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_event_feed_token_hash")),
    )
    op.create_index(op.f("ix_event_feed_officer_id"), "event_feed", ["officer_id"], unique=False)
    op.create_table(
        "week_sheet",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("officer_id", NUMBER, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("handed_in_at", MOMENT, nullable=True),
        sa.Column("signed_off_at", MOMENT, nullable=True),
        sa.Column("signed_off_by_id", NUMBER, nullable=True),
        sa.Column("returned_why", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_week_sheet_officer_id")),
        sa.ForeignKeyConstraint(["signed_off_by_id"], ["officer.id"], name=op.f("fk_week_sheet_signed_off_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_week_sheet")),
        sa.UniqueConstraint("officer_id", "week", name=op.f("uq_week_sheet_officer_id_week")),
    )
    op.create_index(op.f("ix_week_sheet_signed_off_by_id"), "week_sheet", ["signed_off_by_id"], unique=False)
    op.create_index(op.f("ix_week_sheet_week"), "week_sheet", ["week"], unique=False)
    op.create_table(
        "contact",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("organisation_id", NUMBER, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("method", sa.String(length=60), nullable=True),
        sa.Column("language", sa.String(length=40), nullable=True),
        sa.Column("safe_note", sa.String(length=500), nullable=True),
        sa.Column("consent_at", MOMENT, nullable=True),
        sa.Column("consent_how", sa.String(length=120), nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "method IS NULL OR method IN ('phone', 'text message', 'e-mail', 'letter', 'in person', 'through a partner')",
            name=op.f("ck_contact_method"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_contact_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_organisation_id"), "contact", ["organisation_id"], unique=False)
    op.create_table(
        "communication",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("ref", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("channel", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("audience", sa.String(length=120), nullable=True),
        sa.Column("language", sa.String(length=40), nullable=True),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("reach", sa.Integer(), nullable=True),
        sa.Column("owner_id", NUMBER, nullable=True),
        sa.Column("neighbourhood_id", NUMBER, nullable=True),
        sa.Column("event_id", NUMBER, nullable=True),
        sa.Column("case_id", NUMBER, nullable=True),
        sa.Column("organisation_id", NUMBER, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "channel IN ('website', 'social media', 'newspaper', 'radio', 'television', 'newsletter or e-mail', "
            "'phone line', 'notice board')",
            name=op.f("ck_communication_channel"),
        ),
        sa.CheckConstraint(
            "kind IN ('press release', 'social post', 'public service announcement', 'interview', 'call-in')",
            name=op.f("ck_communication_kind"),
        ),
        sa.CheckConstraint("reach IS NULL OR reach >= 0", name=op.f("ck_communication_reach")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_communication_case_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_communication_event_id")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"], ["neighbourhood.id"], name=op.f("fk_communication_neighbourhood_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_communication_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["officer.id"], name=op.f("fk_communication_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communication")),
        sa.UniqueConstraint("ref", name=op.f("uq_communication_ref")),
    )
    op.create_index(op.f("ix_communication_case_id"), "communication", ["case_id"], unique=False)
    op.create_index(op.f("ix_communication_event_id"), "communication", ["event_id"], unique=False)
    op.create_index(op.f("ix_communication_neighbourhood_id"), "communication", ["neighbourhood_id"], unique=False)
    op.create_index(op.f("ix_communication_organisation_id"), "communication", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_communication_owner_id"), "communication", ["owner_id"], unique=False)
    op.create_index("ix_communication_sent_at", "communication", ["sent_at"], unique=False)
    op.create_table(
        "event_partner",
        sa.Column("event_id", NUMBER, nullable=False),
        sa.Column("organisation_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_partner_event_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_event_partner_organisation_id")
        ),
        sa.PrimaryKeyConstraint("event_id", "organisation_id", name=op.f("pk_event_partner")),
    )
    op.create_index(op.f("ix_event_partner_organisation_id"), "event_partner", ["organisation_id"], unique=False)
    op.create_table(
        "handout",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("item_id", NUMBER, nullable=False),
        sa.Column("event_id", NUMBER, nullable=True),
        sa.Column("activity_id", NUMBER, nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("officer_id", NUMBER, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.CheckConstraint("(event_id IS NULL) <> (activity_id IS NULL)", name=op.f("ck_handout_one_record")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_handout_quantity")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_handout_activity_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_handout_event_id")),
        sa.ForeignKeyConstraint(["item_id"], ["handout_item.id"], name=op.f("fk_handout_item_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_handout_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handout")),
    )
    op.create_index(op.f("ix_handout_activity_id"), "handout", ["activity_id"], unique=False)
    op.create_index(op.f("ix_handout_event_id"), "handout", ["event_id"], unique=False)
    op.create_index(op.f("ix_handout_item_id"), "handout", ["item_id"], unique=False)
    op.create_index(op.f("ix_handout_officer_id"), "handout", ["officer_id"], unique=False)
    refer("event", "series_id", "event_series")
    op.add_column("event", sa.Column("occurrence_at", MOMENT, nullable=True))
    op.add_column("event", sa.Column("all_day", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("event", sa.Column("other_languages", sa.JSON(), nullable=True))
    op.add_column("event", sa.Column("materials", sa.JSON(), nullable=True))
    op.add_column("event", sa.Column("unit", sa.String(length=120), nullable=True))
    op.add_column("event", sa.Column("external_uid", sa.String(length=255), nullable=True))
    op.add_column("event", sa.Column("heard", sa.Text(), nullable=True))
    op.add_column("event", sa.Column("worked", sa.Text(), nullable=True))
    op.add_column("event", sa.Column("story", sa.Text(), nullable=True))
    op.add_column("event", sa.Column("story_consent", sa.String(length=120), nullable=True))
    op.add_column("event", sa.Column("closed_out_at", MOMENT, nullable=True))
    op.create_index(op.f("ix_event_external_uid"), "event", ["external_uid"], unique=False)
    op.create_index(op.f("ix_event_series_id"), "event", ["series_id"], unique=False)
    op.add_column("organisation", sa.Column("services", sa.JSON(), nullable=True))
    op.add_column("organisation", sa.Column("how_to_reach", sa.String(length=200), nullable=True))
    op.add_column("organisation", sa.Column("is_committee", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("organisation", sa.Column("members", sa.Integer(), nullable=True))
    op.add_column("organisation", sa.Column("members_counted_on", sa.Date(), nullable=True))
    op.add_column("organisation", sa.Column("ended_at", MOMENT, nullable=True))
    refer("task", "organisation_id", "organisation")
    op.add_column("task", sa.Column("result", sa.Text(), nullable=True))
    op.add_column("task", sa.Column("told_at", MOMENT, nullable=True))
    op.add_column("task", sa.Column("told_how", sa.String(length=200), nullable=True))
    op.create_index(op.f("ix_task_organisation_id"), "task", ["organisation_id"], unique=False)
    op.execute("UPDATE event SET other_languages = '[]', materials = '[]'")
    op.execute("UPDATE organisation SET services = '[]'")
    with op.batch_alter_table("escalation_acknowledgement") as acknowledged:
        acknowledged.drop_constraint(op.f("ck_escalation_acknowledgement_entity"), type_="check")
        acknowledged.create_check_constraint(
            op.f("ck_escalation_acknowledgement_entity"), "entity IN ('concern', 'case', 'task', 'event')"
        )
    with op.batch_alter_table("attachment") as attachment:
        attachment.add_column(sa.Column("event_id", NUMBER, nullable=True))
        attachment.create_foreign_key(op.f("fk_attachment_event_id"), "event", ["event_id"], ["id"])
        attachment.drop_constraint(op.f("ck_attachment_one_record"), type_="check")
        attachment.create_check_constraint(op.f("ck_attachment_one_record"), ONE_RECORD)
    op.create_index(
        "ix_attachment_event_id",
        "attachment",
        ["event_id"],
        unique=False,
        sqlite_where=sa.text("event_id IS NOT NULL"),
        postgresql_where=sa.text("event_id IS NOT NULL"),
    )


def downgrade() -> None:
    raise RuntimeError("stores only move forward: restore the backup made before the upgrade")
