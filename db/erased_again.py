"""The command line's part of keeping: tidy every night, and erase again after a restore."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import erasures as erasure_list
from db.commands.operating import NoteJob
from db.commands.tidying import EraseAgain, Tidy
from db.errors import CommonGroundError, problem
from db.models import Erasure
from db.noted import COMMAND_LINE, note
from db.settings import get_settings
from db.store import Store
from db.vocabulary.keeping import ErasureKind
from db.vocabulary.operating import Job
from db.vocabulary.retention import Kept


def tidy() -> int:
    """Also adds to the list what a full disk or a crash kept from it."""
    store, began = Store.open(get_settings()), datetime.now(UTC)
    try:
        gone = store.execute(Tidy(), by=COMMAND_LINE, now=began)
        with store.reading() as session:
            missing = erasure_list.add(store.settings, carried_out(session))
    except CommonGroundError as error:
        note(store, NoteJob(Job.TIDY, began, False, str(error)))
        raise
    said = f"Rows thrown away: {sum(gone.values())}; erasures the list did not have yet: {missing}."
    note(store, NoteJob(Job.TIDY, began, True, said))
    store.close()
    print(f"Thrown away: {', '.join(f'{n} {table}' for table, n in gone.items())}")
    print(f"Erasures the list did not have yet: {missing}")
    return 0


def carried_out(session: Session) -> list[erasure_list.Erased]:
    """What this store says was erased, oldest first."""
    statement = select(Erasure).where(Erasure.carried_out_at.is_not(None)).order_by(Erasure.carried_out_at, Erasure.id)
    return [
        erasure_list.Erased(Kept(row.entity), row.entity_ref, ErasureKind(row.kind), row.carried_out_at)
        for row in session.scalars(statement)
        if row.carried_out_at
    ]


def erasures(what: str, file: str | None) -> int:
    """List the list, or erase again what a restored store has again. Raises BadFile for a list that was tampered with."""
    settings = get_settings()
    place = file or settings.erasure_list_file
    if not place:
        raise CommonGroundError(
            problem("There is no erasure list: set COMMON_GROUND_ERASURE_LIST_FILE or name one with --from.")
        )
    listed = erasure_list.read(Path(place), settings)
    if what == "list":
        for one in listed:
            print(f"{one.at:%Y-%m-%d %H:%M}  {one.ref}  {one.kind}")
        print(f"Erased: {len(listed)}")
        return 0
    store = Store.open(settings)
    again = store.execute(EraseAgain(tuple(listed)), by=COMMAND_LINE, now=datetime.now(UTC))
    store.close()
    print(f"Erased again: {', '.join(again) or 'nothing; the store has none of it'}")
    return 0
