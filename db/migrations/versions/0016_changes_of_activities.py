"""how many changes were of activities alone"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("store_revision", sa.Column("of_activities", number, nullable=False, server_default=sa.text("0")))


def downgrade() -> None:
    raise RuntimeError("stores only move forward: restore the backup made before the upgrade")
