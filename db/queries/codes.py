"""Codes of neighbourhoods to internal numbers. Apart from areas.py so that commands need no pandas to start."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Neighbourhood


def ids_by_code(session: Session, codes: Sequence[str]) -> dict[str, int]:
    """Internal numbers of the areas in force with these codes; unknown codes raise KeyError."""
    known = dict(
        session.execute(select(Neighbourhood.code, Neighbourhood.id).where(Neighbourhood.valid_to.is_(None))).all()
    )
    return {code: known[code] for code in codes}
