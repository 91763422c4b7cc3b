"""kinds of case: their fields, agencies, whom a complaint is about, usual tasks, professional standards"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def one_of(column: str, *words: str) -> str:
    return f"{column} IN (" + ", ".join(f"'{word}'" for word in words) + ")"


METHODS = (
    "joint meeting",
    "going between the sides",
    "circle with others",
    "by phone or letter",
    "through a mediation service",
)
KINDS = (
    "problem",
    "complaint",
    "mediation",
    "support",
    "enquiry",
    "referral",
    "coordination",
    "policy feedback",
)
CHECKS = {
    "parties": "parties BETWEEN 0 AND 100",
    "method": one_of("method", *METHODS),
    "agreement_reached": one_of("agreement_reached", "agreed", "partly agreed", "no agreement"),
    "interpreter": one_of("interpreter", "not needed", "needed", "arranged"),
    "asker": one_of("asker", "public", "media", "elected official", "partner"),
    "acceptance": one_of("acceptance", "waiting", "accepted", "declined"),
    "referral_outcome": one_of("referral_outcome", "completed", "still engaged", "ended early", "not taken up"),
}

# What usually has to be done, and how many days after the start; an agency edits this on "Reference data".
USUAL = {
    "problem": (
        ("Scan: look at every report of this place once more and say what exactly happens", 3),
        ("Analyse: walk the place at the hour it happens and ask those who live and work there", 10),
        ("Agree on a response with the partners, with one name behind each part", 21),
        ("Measure again and compare with the start", 56),
        ("Tell those who reported it what was done and what came of it", 63),
    ),
    "complaint": (
        ("Confirm to the person that the complaint has been received and who looks into it", 2),
        ("Secure recordings and notes before they are overwritten", 3),
        ("Hear the person, in their language and where they feel safe", 7),
        ("Give the answer in writing, with the reasons and where to turn next", 28),
    ),
    "mediation": (
        ("Hear each side on its own", 5),
        ("Find a date and a neutral place that suits all sides", 10),
        ("Hold the talk and write down what was agreed", 21),
        ("Ask each side whether the agreement holds", 49),
    ),
    "support": (
        ("First contact, only in the way the person finds safe", 1),
        ("Arrange an interpreter and a support service if they are wanted", 2),
        ("Go through safety and next steps with the person", 5),
        ("Check that the service has been in touch", 14),
    ),
    "enquiry": (
        ("Confirm that the question has arrived and say by when it is answered", 1),
        ("Collect figures with their source and date", 2),
        ("Have the answer checked and send it", 3),
    ),
    "referral": (
        ("Ask the person for their consent and note what may be passed on", 1),
        ("Send the referral to the agency", 3),
        ("Ask the agency whether it has accepted", 10),
        ("Ask how it went", 42),
    ),
    "coordination": (
        ("Bring the agencies together and agree on one goal", 7),
        ("Write down who does what by when and send it round", 9),
        ("Go through the list with everybody", 28),
        ("Hand over what goes on without us", 56),
    ),
    "policy feedback": (
        ("Put together what was said, without names", 7),
        ("Pass it to those who decide on the policy", 10),
        ("Ask for the decision", 30),
        ("Tell those who spoke up what was decided", 40),
    ),
}


def upgrade() -> None:
    op.create_table(
        "case_detail",
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("objective", sa.Text(), nullable=True),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("response_on", sa.Date(), nullable=True),
        sa.Column("assessment", sa.Text(), nullable=True),
        sa.Column("parties", sa.SmallInteger(), nullable=True),
        sa.Column("conflict_source", sa.Text(), nullable=True),
        sa.Column("method", sa.String(60), nullable=True),
        sa.Column("agreement_reached", sa.String(60), nullable=True),
        sa.Column("agreement", sa.Text(), nullable=True),
        sa.Column("language", sa.String(40), nullable=True),
        sa.Column("interpreter", sa.String(60), nullable=True),
        sa.Column("referral_reference", sa.String(80), nullable=True),
        sa.Column("asker", sa.String(60), nullable=True),
        sa.Column("asked_by", sa.String(120), nullable=True),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("referred_to", sa.String(160), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("acceptance", sa.String(60), nullable=True),
        sa.Column("referral_outcome", sa.String(60), nullable=True),
        sa.Column("policy", sa.String(200), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        *[sa.CheckConstraint(check, name=op.f(f"ck_case_detail_{name}")) for name, check in CHECKS.items()],
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_detail_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_detail")),
    )
    op.create_table(
        "case_agency",
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("position", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("agency", sa.String(160), nullable=False),
        sa.Column("role", sa.String(120), nullable=True),
        sa.Column("task", sa.String(300), nullable=True),
        sa.Column("handed_over_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_agency_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", "position", name=op.f("pk_case_agency")),
    )
    op.create_table(
        "case_subject",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("officer_id", NUMBER, nullable=True),
        sa.Column("words", sa.String(300), nullable=True),
        sa.Column("named_at", MOMENT, nullable=False),
        sa.CheckConstraint("(officer_id IS NULL) <> (words IS NULL)", name=op.f("ck_case_subject_one")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_subject_case_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_case_subject_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_subject")),
        sa.UniqueConstraint("case_id", "officer_id", name=op.f("uq_case_subject_case_id_officer_id")),
    )
    op.create_index("ix_case_subject_case_id", "case_subject", ["case_id"])
    op.create_index("ix_case_subject_officer_id", "case_subject", ["officer_id"])
    template = op.create_table(
        "task_template",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.String(300), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint(one_of("kind", *KINDS), name=op.f("ck_task_template_kind")),
        sa.CheckConstraint("days BETWEEN 0 AND 365", name=op.f("ck_task_template_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_template")),
    )
    op.create_index("ix_task_template_kind", "task_template", ["kind"])
    op.add_column("team", sa.Column("professional_standards", sa.Boolean(), server_default=sa.false(), nullable=False))
    began = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [
        {"kind": kind, "position": n, "text": text, "days": days, "version": 1, "created_at": began, "updated_at": began}
        for kind, tasks in USUAL.items()
        for n, (text, days) in enumerate(tasks)
    ]
    op.bulk_insert(template, rows)


def downgrade() -> None:
    raise RuntimeError("stores only move forward: restore the backup made before the upgrade")
