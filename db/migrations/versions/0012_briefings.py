"""briefings: figures published once, drafts and slides, frozen content and its documents, confirmed translations"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "confirmed_catalogue",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("confirmed_by_id", NUMBER, nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["officer.id"], name=op.f("fk_confirmed_catalogue_confirmed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmed_catalogue")),
        sa.UniqueConstraint("language", "hash", name=op.f("uq_confirmed_catalogue_language_hash")),
    )
    op.create_index(
        op.f("ix_confirmed_catalogue_confirmed_by_id"), "confirmed_catalogue", ["confirmed_by_id"], unique=False
    )
    op.create_table(
        "public_release",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("published_by_id", NUMBER, nullable=True),
        sa.CheckConstraint("kind IN ('month', 'quarter', 'half-year', 'year')", name=op.f("ck_public_release_kind")),
        sa.CheckConstraint("last_day > starts_on", name=op.f("ck_public_release_days")),
        sa.ForeignKeyConstraint(["published_by_id"], ["officer.id"], name=op.f("fk_public_release_published_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_release")),
        sa.UniqueConstraint("hash", name=op.f("uq_public_release_hash")),
        sa.UniqueConstraint("last_day", name=op.f("uq_public_release_last_day")),
        sa.UniqueConstraint("starts_on", name=op.f("uq_public_release_starts_on")),
    )
    op.create_index(op.f("ix_public_release_published_by_id"), "public_release", ["published_by_id"], unique=False)
    op.create_table(
        "briefing",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("ref", sa.String(length=20), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("audience", sa.String(length=60), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=60), nullable=False),
        sa.Column("compared_with_id", NUMBER, nullable=True),
        sa.Column("made_by_id", NUMBER, nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("sent_back_why", sa.String(length=300), nullable=True),
        sa.Column("approved_by_id", NUMBER, nullable=True),
        sa.Column("approved_at", MOMENT, nullable=True),
        sa.Column("release_id", NUMBER, nullable=True),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=True),
        sa.Column("frozen_at", MOMENT, nullable=True),
        sa.Column("frozen_by_id", NUMBER, nullable=True),
        sa.Column("presented_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawn_why", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "audience IS NULL OR audience IN ('residents', 'young people', 'seniors', 'businesses', 'school community', 'faith community', 'elected members', 'partner agencies')",
            name=op.f("ck_briefing_audience"),
        ),
        sa.CheckConstraint("kind IN ('month', 'quarter', 'half-year', 'year')", name=op.f("ck_briefing_kind")),
        sa.CheckConstraint(
            "status IN ('draft', 'waiting for approval', 'approved', 'frozen', 'withdrawn')",
            name=op.f("ck_briefing_status"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('frozen', 'withdrawn') OR (content IS NOT NULL AND hash IS NOT NULL AND code IS NOT NULL)",
            name=op.f("ck_briefing_frozen_whole"),
        ),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> made_by_id", name=op.f("ck_briefing_two_people")
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["officer.id"], name=op.f("fk_briefing_approved_by_id")),
        sa.ForeignKeyConstraint(["compared_with_id"], ["briefing.id"], name=op.f("fk_briefing_compared_with_id")),
        sa.ForeignKeyConstraint(["frozen_by_id"], ["officer.id"], name=op.f("fk_briefing_frozen_by_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["officer.id"], name=op.f("fk_briefing_made_by_id")),
        sa.ForeignKeyConstraint(["release_id"], ["public_release.id"], name=op.f("fk_briefing_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing")),
        sa.UniqueConstraint("code", name=op.f("uq_briefing_code")),
        sa.UniqueConstraint("ref", name=op.f("uq_briefing_ref")),
    )
    op.create_index(op.f("ix_briefing_approved_by_id"), "briefing", ["approved_by_id"], unique=False)
    op.create_index(op.f("ix_briefing_compared_with_id"), "briefing", ["compared_with_id"], unique=False)
    op.create_index(op.f("ix_briefing_frozen_by_id"), "briefing", ["frozen_by_id"], unique=False)
    op.create_index(op.f("ix_briefing_made_by_id"), "briefing", ["made_by_id"], unique=False)
    op.create_index(op.f("ix_briefing_release_id"), "briefing", ["release_id"], unique=False)
    op.create_table(
        "briefing_document",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("briefing_id", NUMBER, nullable=False),
        sa.Column("format", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "format IN ('presentation', 'web page', 'slides', 'paper', 'table', 'areas', 'picture', 'social-media card')",
            name=op.f("ck_briefing_document_format"),
        ),
        sa.CheckConstraint(
            "language IN ('en', 'es', 'zh_Hans', 'vi', 'so', 'ar', 'am')", name=op.f("ck_briefing_document_language")
        ),
        sa.ForeignKeyConstraint(["briefing_id"], ["briefing.id"], name=op.f("fk_briefing_document_briefing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing_document")),
        sa.UniqueConstraint(
            "briefing_id",
            "format",
            "language",
            "name",
            name=op.f("uq_briefing_document_briefing_id_format_language_name"),
        ),
    )
    op.create_table(
        "briefing_slide",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("briefing_id", NUMBER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("story_event_id", NUMBER, nullable=True),
        sa.Column("picture", sa.LargeBinary(), nullable=True),
        sa.Column("picture_type", sa.String(length=60), nullable=True),
        sa.Column("picture_width", sa.Integer(), nullable=True),
        sa.Column("picture_height", sa.Integer(), nullable=True),
        sa.Column("picture_consent", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('title', 'what you told us', 'where', 'what changed', 'what we did', 'promises', 'what works', 'what comes next', 'whom to talk to', 'how we count', 'text', 'picture', 'success story')",
            name=op.f("ck_briefing_slide_kind"),
        ),
        sa.ForeignKeyConstraint(["briefing_id"], ["briefing.id"], name=op.f("fk_briefing_slide_briefing_id")),
        sa.ForeignKeyConstraint(["story_event_id"], ["event.id"], name=op.f("fk_briefing_slide_story_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefing_slide")),
    )
    op.create_index(op.f("ix_briefing_slide_briefing_id"), "briefing_slide", ["briefing_id"], unique=False)
    op.create_index(op.f("ix_briefing_slide_story_event_id"), "briefing_slide", ["story_event_id"], unique=False)


def downgrade() -> None:
    raise RuntimeError("stores only move forward: restore the backup made before the upgrade")
