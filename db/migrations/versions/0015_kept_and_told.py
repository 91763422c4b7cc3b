"""indexes of how long records are kept, and of what can be told in public"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WORKED = (
    "started_at", "officer_id", "type", "neighbourhood_id", "minutes", "people_reached", "confidentiality", "withdrawn_at",
)  # fmt: skip
ENDED = "coalesce(closed_at, updated_at)"


def upgrade() -> None:
    for table in ("concern", "case"):
        op.create_index(f"ix_{table}_ended", table, [sa.text(ENDED)])
        _of_some(f"ix_{table}_withdrawn_at", table, "withdrawn_at", "withdrawn_at IS NOT NULL")
    op.create_index("ix_event_ends_at", "event", ["ends_at"])
    op.create_index("ix_activity_started_counted", "activity", list(WORKED))
    _of_some("ix_task_done_at", "task", "done_at", "done_at IS NOT NULL")
    _of_some("ix_concern_public_text", "concern", "received_day", "public_text IS NOT NULL")
    _of_some("ix_event_story", "event", "starts_at", "story IS NOT NULL")
    _of_some("ix_task_promise_due", "task", "due_at", "is_promise = 1", postgresql="is_promise")


def _of_some(name: str, table: str, column: str, which: str, *, postgresql: str = "") -> None:
    where = {"sqlite_where": sa.text(which), "postgresql_where": sa.text(postgresql or which)}
    op.create_index(name, table, [column], **where)


def downgrade() -> None:
    raise RuntimeError("stores only move forward: restore the backup made before the upgrade")
