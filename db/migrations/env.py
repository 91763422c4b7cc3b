"""Alembic's environment: always online, on the connection it is handed."""

from typing import Any

from alembic import context
from sqlalchemy import DateTime

from db.migrations import modelled
from db.models import Base
from db.models.base import UTCDateTime


def render_item(kind: str, item: Any, _autogen: Any) -> Any:
    # A migration must not depend on today's code: our time type is written as what it is in the database.
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def compare_type(
    _context: Any, _inspected: Any, _metadata: Any, inspected_type: Any, metadata_type: Any
) -> bool | None:
    if isinstance(metadata_type, UTCDateTime) and isinstance(inspected_type, DateTime):
        return False
    return None


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=render_item,
    compare_type=compare_type,
    include_object=modelled,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
