"""Signing in through the identity provider in the table of commands."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import update

from db.audit import Action
from db.commands.provider import SignInProvider, subject_of
from db.models import Officer
from tests.db.conftest import FILES, NOW, Desk
from tests.db.row import ANYBODY, Row

GROUPS = """
[[group]]
name = "liaison leads"
role = "supervisor"
team = "North"

[[group]]
name = "liaison"
role = "officer"
team = "North"
neighbourhoods = ["harbour"]

[[group]]
name = "analysts"
role = "analyst"

[[group]]
name = "elsewhere"
role = "officer"
team = "No such team"
"""


def provided(desk: Desk, groups: str = GROUPS) -> None:
    """From now on this desk signs people in through a provider."""
    file = Path(FILES.name) / f"groups-{desk.serial()}.toml"
    file.write_text(groups)
    desk.store.settings.groups_file = str(file)


def somebody(desk: Desk) -> SignInProvider:
    """Somebody who has been here before: their reach stays as it is."""
    provided(desk)
    subject, at = f"person {desk.serial()}", int(NOW.timestamp()) - 10
    first = SignInProvider("https://id.example", subject, "Ana Rivera", ("liaison",), at, at)
    desk.do(first, by="system")
    # On a desk that many tests share, somebody real would end the demonstration's sign-in.
    with desk.store._writer.begin() as connection:
        connection.execute(update(Officer).where(Officer.subject == subject_of(first)).values(is_demo=True))
    return replace(first, issued_at=at + 5, proved_at=at + 5)


PROVIDER = [Row(SignInProvider, somebody, Action.SIGNED_IN, by="system", roles=ANYBODY)]
