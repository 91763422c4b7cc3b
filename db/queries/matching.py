"""The engine's own full text as a condition of any statement: FTS5 on SQLite, tsvector on PostgreSQL.

The indexes (migration 0003) hold the words that lists may show, of every record there is: a condition from here stands
beside one from db.visibility, never alone. Nothing is ranked by how rare a word is, because that would count records
that the viewer may not know of.
"""

from typing import Any

from sqlalchemy import ColumnElement, cast, column, false, func, literal, literal_column, or_, select, table
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from db.beside import beside
from db.models import Activity, Base, Case, Concern, Event, Organisation, Task
from db.queries.words import folded, looked_for, references
from db.vocabulary import ActivityType

# What the indexes are made of: on PostgreSQL a condition uses one only when it says exactly this.
INDEXED: dict[Any, tuple[str, ...]] = {
    Concern: ("summary",),
    Case: ("title", "goal", "outcome"),
    Event: ("title", "series", "venue", "audience", "outcome_note"),
    Task: ("text",),
    Organisation: ("name", "groups_served"),
}
MANY = 5_000  # of a million: fewer are read one by one sooner than an index is walked
LETTERS: dict[Any, str] = {Concern: "C", Case: "K", Event: "E", Activity: "A", Task: "T", Organisation: "O"}


def matching(session: Session, model: Any, text: str) -> ColumnElement[bool]:
    """Records with all these words (or their beginnings), or with this reference. False of every record when the text
    has no letter and no figure."""
    meant = references(text, LETTERS[model]).refs
    words = with_words(session, model, text, leads=not _stands_in_many(session, model, text))
    return or_(model.ref.in_(meant), words) if meant else words


def _stands_in_many(session: Session, model: Any, text: str) -> bool:
    """Whether so many records have these words that the records in question are better asked for them in turn. PostgreSQL
    decides that by itself."""
    words = looked_for(text)
    if not words or session.get_bind().dialect.name == "postgresql":
        return False
    index = f"search_{model.__tablename__}"
    found: Any = literal_column(index).op("MATCH")(_fts5(words))
    some: Any = select(literal_column("1")).select_from(table(index)).where(found).limit(MANY)
    return (session.scalar(select(func.count()).select_from(some.subquery())) or 0) == MANY


def with_words(session: Session, model: Any, text: str, *, leads: bool = True) -> ColumnElement[bool]:
    """`leads`: on SQLite the records are found by their words; else those found by other conditions are asked for them."""
    words = looked_for(text)
    if not words:
        return false()
    if model is Activity:
        kinds = _activity_types(words)
        return Activity.type.in_(kinds) if kinds else false()  # an empty list would be asked of every activity
    if session.get_bind().dialect.name == "postgresql":
        asked = " & ".join(f"'{folded(word)}':*" for word in words)
        return literal_column(_indexed_words(model)).op("@@")(cast(literal(asked), TSQUERY))
    index = table(f"search_{model.__tablename__}", column("rowid"))
    found: ColumnElement[bool] = literal_column(index.name).op("MATCH")(_fts5(words))
    number = model.id if leads else beside(model.id)
    return number.in_(select(index.c.rowid).where(found))  # type: ignore[no-any-return]


def newest_with_words(session: Session, statement: Any, model: Any, text: str) -> Any:
    """The statement's records with all these words, those added last first; made to be cut off by a limit."""
    words = looked_for(text)
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    if not words or model is Activity or not on_sqlite:
        # Not the plain number: PostgreSQL would walk all rows backwards, reading the words of each, to save a sort.
        order = model.id if on_sqlite else model.id + 0
        return statement.where(with_words(session, model, text)).order_by(order.desc())
    # The index is walked backwards and leads: a word that stands in a million records is cut off like a rare one. The
    # plus keeps SQLite from asking the index about every record in turn.
    name = f"search_{model.__tablename__}"
    return (
        statement.join(table(name), model.id == literal_column(f"+{name}.rowid"))
        .where(literal_column(name).op("MATCH")(_fts5(words)))
        .order_by(literal_column(f"{name}.rowid").desc())
    )


def _fts5(words: tuple[str, ...]) -> str:
    return " ".join(f'"{word}" *' for word in words)


def _indexed_words(model: type[Base]) -> str:
    name = f'"{model.__tablename__}"'
    return "search_words(" + " || ' ' || ".join(f"coalesce({name}.{c}, '')" for c in INDEXED[model]) + ")"


def _activity_types(words: tuple[str, ...]) -> list[str]:
    """Lists show an activity's kind and no words of its own (its note is level 2): the kind is what is looked for in."""
    asked = [folded(word) for word in words]
    return [kind.value for kind in ActivityType if all(_begins(kind.value, word) for word in asked)]


def _begins(text: str, beginning: str) -> bool:
    return any(folded(word).startswith(beginning) for word in looked_for(text))
