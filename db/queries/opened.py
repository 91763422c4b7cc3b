"""Personal and restricted records are not a query's to give: what a query answers may be kept by whoever asked."""

from typing import Protocol, TypeVar

from db.errors import OpenedByCommand
from db.vocabulary import Confidentiality


class Levelled(Protocol):
    @property
    def ref(self) -> str: ...

    @property
    def confidentiality(self) -> int: ...


Record = TypeVar("Record", bound=Levelled)


def below_personal(record: Record) -> Record:
    """The record, when it is level 1 or below. Raises OpenedByCommand."""
    if record.confidentiality >= Confidentiality.PERSONAL:
        raise OpenedByCommand(record.ref)
    return record
