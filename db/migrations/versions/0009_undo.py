"""undo: what a save changed is kept beside its key for a while; a case can be taken back"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("idempotency_key", sa.Column("changes", sa.JSON(), nullable=True))
    op.add_column("case", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    raise RuntimeError("stores only move forward: restore the backup made before the upgrade")
