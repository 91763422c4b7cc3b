"""PostgreSQL: the role presenters read as. It may select from the public schema, and from nothing else at all."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from db.engines import sqlstate
from db.errors import CommonGroundError, problem
from db.public_store.tables import ROLE, SCHEMA

logger = logging.getLogger(__name__)
NOT_PERMITTED = "42501"  # insufficient privilege
MET_ANOTHER = ("42710", "23505")  # two servers that make the role at once: the other one has
SEEN = """
SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname NOT IN (:schema, 'pg_catalog', 'information_schema') AND n.nspname !~ '^pg_' AND CASE
  WHEN c.relkind IN ('r', 'p', 'v', 'm', 'f') THEN
    has_table_privilege(:role, c.oid, 'DELETE, TRUNCATE, TRIGGER')
    OR has_any_column_privilege(:role, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
  WHEN c.relkind = 'S' THEN has_sequence_privilege(:role, c.oid, 'USAGE, SELECT, UPDATE')
  ELSE false END ORDER BY 1
"""
READS = """
SELECT has_schema_privilege(:role, :schema, 'USAGE') AND bool_and(has_table_privilege(:role, c.oid, 'SELECT'))
FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = CAST(:schema AS regnamespace)
"""


def grant(connection: Connection) -> CommonGroundError | None:
    """Make the role when it is missing, let it read the public tables and nothing else. None, or what stands in the way:
    what was written stays either way, and the error is for whoever runs the system."""
    if not _is_there(connection):
        try:
            with _apart(connection):
                connection.execute(text(f"CREATE ROLE {ROLE} NOLOGIN"))
        except _NotPermittedError:
            return CommonGroundError(
                problem(
                    "The role {role} is missing, and the store's own sign-in may not make it: presenters can read nothing "
                    "yet. The statements for whoever runs PostgreSQL are in docs/deploying.md.",
                    role=ROLE,
                )
            )
    if not connection.scalar(text("SELECT pg_has_role(current_user, :role, 'MEMBER')"), {"role": ROLE}):
        try:
            with _apart(connection):
                connection.execute(text(f"GRANT {ROLE} TO CURRENT_USER"))
        except _NotPermittedError:
            # Only wanted where presenters come over the store's own address; where they do, they are told.
            logger.warning("the store's sign-in is no member of %s and may not become one", ROLE)
    # Asked before it is said: each grant writes to the catalogue of every table, whether or not it changes anything.
    if not connection.scalar(text(READS), {"schema": SCHEMA, "role": ROLE}):
        connection.execute(text(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {ROLE}"))
        connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {ROLE}"))
    for kind in ("TABLES", "SEQUENCES") if _reached(connection) else ():
        try:
            with _apart(connection):
                connection.execute(text(f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM {ROLE}"))
        except _NotPermittedError:  # somebody else's tables lie there too; what is open of them, reaches_too_much names
            logger.warning("not everything in the schema public is the store's own")
    return None


def reaches_too_much(connection: Connection) -> CommonGroundError | None:
    """None, or the tables outside the public schema that the role could read or write: a grant to PUBLIC is for it too."""
    seen = _reached(connection) if _is_there(connection) else []
    if not seen:
        return None
    return CommonGroundError(
        problem(
            "Presenters could reach more than public tables ({tables}): take back what was granted to PUBLIC or to {role}.",
            tables=", ".join(seen[:5]),
            role=ROLE,
        )
    )


def _reached(connection: Connection) -> list[str]:
    return list(connection.scalars(text(SEEN), {"schema": SCHEMA, "role": ROLE}))


def _is_there(connection: Connection) -> bool:
    return connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": ROLE}) is not None


class _NotPermittedError(Exception):
    pass


@contextmanager
def _apart(connection: Connection) -> Iterator[None]:
    """A statement that may fail without taking the rest of the transaction with it."""
    try:
        with connection.begin_nested():
            yield
    except ProgrammingError as error:
        if sqlstate(error) == NOT_PERMITTED:
            raise _NotPermittedError from error
        if sqlstate(error) not in MET_ANOTHER:
            raise
