"""Sends what waits in the outbox: a thread of each server, or `python -m dashboard.post` from a timer.

Several may run at once: each claims its letters first. A mail server that is down costs nobody a save: letters wait and
are tried again, later each time, for a day.
"""

import logging
import smtplib
import ssl
import sys
import threading
import time
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from datetime import UTC, datetime, timedelta

from dashboard import letters
from db import logs
from db.access import Viewer
from db.commands.notices import ClaimLetters, Letter, QueueNewlyLate, SettleLetter
from db.errors import CommonGroundError
from db.queries.days import begin, today
from db.queries.reminders import letters_wait, needs_today
from db.settings import Settings, get_settings
from db.store import Store
from db.vocabulary.notices import NoticeKind

logger = logging.getLogger("common_ground.post")
SENDER = Viewer.system("mail")
LOOK_EVERY = 20  # seconds
LATE_EVERY = 300  # seconds between looks for what has become overdue
PATIENCE = 15  # seconds for each answer of the mail server
CLAIM_LASTS = 200  # seconds: less than the five minutes letters are claimed for


def round_of_post(store: Store, *, now: datetime, look_for_late: bool = True) -> int:
    """Queue what has become overdue, send what waits: how many mails went. Raises StoreUnavailable, never for mail."""
    if not store.settings.sends_mail:
        return 0
    if look_for_late:
        store.execute(QueueNewlyLate(), by=SENDER, now=now)
    with store.reading(primary_only=True) as session:
        if not letters_wait(session, now=now):
            return 0
    claimed: list[Letter] = store.execute(ClaimLetters(), by=SENDER, now=now)
    sent, away, began = 0, "", time.monotonic()
    for letter in claimed:
        if time.monotonic() - began > CLAIM_LASTS:
            break  # the rest is free again soon, for the next round of any server
        if away:
            store.execute(SettleLetter(letter.notice_ids, sent=False, error=away), by=SENDER, now=now)
            continue
        try:
            sent += _deliver(store, letter, now=now)
        except OSError as error:
            away = _kind(error)
            store.execute(SettleLetter(letter.notice_ids, sent=False, error=away), by=SENDER, now=now)
    return sent


def _deliver(store: Store, letter: Letter, *, now: datetime) -> int:
    """1 when it went. Raises OSError when the mail server cannot be reached: then no other letter will go either."""
    written = _written(store, letter, now=now)
    if written is None:
        store.execute(SettleLetter(letter.notice_ids, sent=False), by=SENDER, now=now)
        return 0
    try:
        _send(store.settings, written)
    except smtplib.SMTPException as error:
        store.execute(SettleLetter(letter.notice_ids, sent=False, error=_kind(error)), by=SENDER, now=now)
        return 0
    store.execute(SettleLetter(letter.notice_ids, sent=True), by=SENDER, now=now)
    return 1


def _kind(error: Exception) -> str:
    """The kind of error and its number, no words of the server: they can quote addresses."""
    number = getattr(error, "smtp_code", None) or getattr(error, "errno", None) or ""
    said = f"{type(error).__name__} {number}".strip()
    logger.warning("a mail was not taken, tried again later: %s", said)
    return said


def _written(store: Store, letter: Letter, *, now: datetime) -> EmailMessage | None:
    settings, needs = store.settings, None
    if letter.kind == NoticeKind.DIGEST:
        until = begin(today(now) + timedelta(days=1))
        with store.reading() as session:
            needs = needs_today(session, officer_id=letter.officer_id, now=now, until=until)
    mail = letters.mail(letter, address=settings.public_address, agency=settings.agency_name, needs=needs)
    if mail is None:
        return None
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.smtp_from, letter.address, mail.subject
    message["Date"] = format_datetime(now)
    # The same letter sent again (a server died between sending and noting it) has the same number.
    domain = settings.smtp_from.rpartition("@")[2].rstrip("> ") or "localhost"
    message["Message-ID"] = f"<notice.{letter.notice_ids[0]}.{letter.officer_id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message


def _send(settings: Settings, message: EmailMessage) -> None:
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=PATIENCE) as server:
        if settings.smtp_starttls:
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        server.send_message(message)


class Postman:
    """The thread of a server that sends; stopping it waits for the letter in hand."""

    def __init__(self, store: Store) -> None:
        self._store, self._stop = store, threading.Event()
        self._thread = threading.Thread(target=self._run, name="post", daemon=True)

    def start(self) -> None:
        if self._store.settings.sends_mail:
            self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=PATIENCE)

    def _run(self) -> None:
        looked = float("-inf")
        while not self._stop.wait(LOOK_EVERY):
            late = time.monotonic() - looked >= LATE_EVERY
            try:
                round_of_post(self._store, now=datetime.now(UTC), look_for_late=late)
            except CommonGroundError as error:
                logger.warning("no post this time: %s", error)  # the store is away: it will be back
                continue
            except Exception:
                logger.exception("no post this time")  # whatever it was, the next round comes
                continue
            if late:
                looked = time.monotonic()


def main() -> int:
    """One round, for a timer; 1 when no mail server is set."""
    store = Store.open(get_settings())
    try:
        if not store.settings.sends_mail:
            print("No mail server is set: see COMMON_GROUND_SMTP_HOST in docs/settings.md", file=sys.stderr)
            return 1
        print(f"Mails sent: {round_of_post(store, now=datetime.now(UTC))}")
    except CommonGroundError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        store.close()
    return 0


if __name__ == "__main__":
    logs.configure(get_settings(), quiet=True)
    sys.exit(main())
