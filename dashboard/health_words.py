"""What the Health page says: each state's word, each subject's name, each finding's sentence, and what to do about it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from dashboard import clock
from dashboard.words import N_, _, ngettext, number, plain, said_size, said_time
from db.health import Finding, State, Subject

STATES: Mapping[State, tuple[str, str, str]] = {
    State.BROKEN: ("red", ":material/error:", N_("Broken")),
    State.LATE: ("orange", ":material/schedule:", N_("Overdue")),
    State.NOT_YET: ("blue", ":material/help:", N_("Not yet")),
    State.WELL: ("green", ":material/check_circle:", N_("Well")),
    State.OFF: ("gray", ":material/do_not_disturb_on:", N_("Not used")),
}
SUBJECTS: Mapping[Subject, str] = {
    Subject.STORE: N_("Database"),
    Subject.MIGRATIONS: N_("Migrations"),
    Subject.CONNECTIONS: N_("Connections"),
    Subject.CLOCK: N_("Clock"),
    Subject.REPLICATION: N_("Replicas"),
    Subject.CHECK: N_("Counts and audit trail, daily check"),
    Subject.TRAIL: N_("Audit trail"),
    Subject.EXPORT: N_("Audit trail, copy elsewhere"),
    Subject.BACKUP: N_("Backup"),
    Subject.DRILL: N_("Restore drill"),
    Subject.TIDY: N_("Tidying"),
    Subject.MAILS: N_("Mails"),
    Subject.DOCUMENTS: N_("Documents of briefings"),
    Subject.PUBLIC: N_("What presenters read"),
    Subject.SERVER: N_("This server"),
}
_DONE = N_("Last run {at}: {said}")
_FAILED = N_("The last run, {at}, failed: {said} Last good run: {good_at}.")
_OVERDUE = N_("Last run {at}, which is too long ago: {said}")
_NEVER = N_("It has never run on this store.")
SENTENCES: Mapping[tuple[Subject, str], str] = {
    (Subject.STORE, "answers"): N_("{engine} {version}, {size}. It answers in {ms} ms."),
    (Subject.STORE, "slow"): N_("{engine} {version}, {size}. It took {ms} ms to answer the smallest question."),
    (Subject.STORE, "standby"): N_("{engine} {version}, {size}: a replica that nothing can be written to answers."),
    (Subject.STORE, "away"): N_("The store does not answer. Nothing else can be said while it is away."),
    (Subject.MIGRATIONS, "same"): N_("The store is at {store}, as this version needs it."),
    (Subject.MIGRATIONS, "older"): N_("The store is at {store}; this version needs {code}."),
    (Subject.MIGRATIONS, "newer"): N_("The store is at {store}, newer than this version knows ({code})."),
    (Subject.CONNECTIONS, "free"): N_("{used} in use of {kept} kept open by this server."),
    (Subject.CONNECTIONS, "full"): N_("{used} in use of {kept}: whoever comes next waits."),
    (Subject.CLOCK, "right"): N_("This server and the database agree on the time."),
    (Subject.CLOCK, "wrong"): N_("This server and the database are {seconds} s apart."),
    (Subject.REPLICATION, "none"): N_("There is no replica."),
    (Subject.REPLICATION, "follows"): N_("{replicas} following ({names}), at most {seconds} s behind."),
    (Subject.REPLICATION, "behind"): N_("{replicas} following ({names}), up to {seconds} s behind."),
    (Subject.REPLICATION, "hidden"): N_("{replicas} following; how far behind, the store does not tell this server."),
    (Subject.REPLICATION, "no answer"): N_("The replica that the settings name does not answer as one."),
    (Subject.TRAIL, "whole"): N_(
        "{entries} entries, the last fingerprint begins with {head}. Whole when checked {at}."
    ),
    (Subject.TRAIL, "not whole"): N_("{entries} entries, the last fingerprint begins with {head}. Not whole, {at}."),
    (Subject.TRAIL, "never"): N_("{entries} entries, the last fingerprint begins with {head}. Never checked yet."),
    (Subject.EXPORT, "nowhere"): N_("Its heads go nowhere: entries cut off at the end would not be missed."),
    (Subject.EXPORT, "syslog"): N_("Its heads go to the syslog."),
    (Subject.EXPORT, "file"): N_("Its heads go to a file: {entries} entries, {at}."),
    (Subject.EXPORT, "behind"): N_("The file of its heads stopped at {entries} entries, {at}."),
    (Subject.EXPORT, "unreadable"): N_("The file of its heads is not there or cannot be read."),
    (Subject.BACKUP, "done"): N_("{file}, {size}, encrypted, {at}."),
    (Subject.BACKUP, "done open"): N_("{file}, {size}, not encrypted, {at}."),
    (Subject.MAILS, "none"): N_("No mail server is set, so none are sent and none wait."),
    (Subject.MAILS, "go"): N_("{waiting} waiting, none of them long."),
    (Subject.MAILS, "late"): N_("{waiting} waiting, {late} of them over an hour; {given_up} given up within a week."),
    (Subject.DOCUMENTS, "made"): N_("Every frozen briefing has its documents."),
    (Subject.DOCUMENTS, "missing"): N_(
        "Languages of frozen briefings without documents: {n}. They are made when the server next starts."
    ),
    (Subject.PUBLIC, "same"): N_("As it was frozen."),
    (Subject.PUBLIC, "behind"): N_("Briefings that are not there as they were frozen: {n}."),
    (Subject.PUBLIC, "unreadable"): N_("It cannot be read: presenters see nothing."),
    (Subject.SERVER, "running"): N_(
        "{server}: version {version}, running for {uptime}, {memory} of memory; open pages: {pages}, signed in: {sessions}."
    ),
    **{
        (subject, why): said
        for subject in (Subject.CHECK, Subject.BACKUP, Subject.DRILL, Subject.TIDY)
        for why, said in (("failed", _FAILED), ("overdue", _OVERDUE), ("never", _NEVER))
    },
    **{(subject, "done"): _DONE for subject in (Subject.CHECK, Subject.DRILL, Subject.TIDY)},
}
# What to do, for whoever may: a command is the same in every language.
COMMANDS: Mapping[tuple[Subject, str], str] = {
    (Subject.MIGRATIONS, "older"): "python -m db migrate",
    (Subject.PUBLIC, "behind"): "python -m db public rebuild",
    (Subject.PUBLIC, "unreadable"): "python -m db public rebuild",
    (Subject.TRAIL, "not whole"): "python -m db audit verify",
    (Subject.EXPORT, "nowhere"): "COMMON_GROUND_AUDIT_HEAD_FILE=…",
    (Subject.EXPORT, "behind"): "python -m db audit head",
    (Subject.EXPORT, "unreadable"): "python -m db audit head",
    **{(Subject.CHECK, why): "python -m db check" for why in ("failed", "overdue", "never")},
    **{(Subject.BACKUP, why): "python -m db backup --to FILE" for why in ("failed", "overdue", "never")},
    **{(Subject.DRILL, why): "python -m db drill" for why in ("failed", "overdue", "never")},
    **{(Subject.TIDY, why): "python -m db tidy" for why in ("failed", "overdue", "never")},
}


def badge(state: State) -> str:
    """Colour, sign and word: whoever does not see the one has the others."""
    colour, icon, word = STATES[state]
    return f":{colour}-badge[{icon} {_(word)}]"


def sentence(found: Finding) -> str:
    """In the agency's language; what comes from elsewhere is shown as it is, never as markup."""
    said = {name: _said(name, value) for name, value in found.values.items()}
    return _(SENTENCES[found.subject, found.why]).format(**said)


def command(found: Finding) -> str:
    return COMMANDS.get((found.subject, found.why), "")


def _said(name: str, value: Any) -> str:
    if value is None:
        return _("none")
    if isinstance(value, datetime):
        return said_time(value, clock.now())
    if isinstance(value, timedelta):
        return _lasted(value)
    if name in ("size", "memory"):
        return said_size(value)
    return number(value) if isinstance(value, int | float) else plain(str(value))


def _lasted(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    if minutes < 120:
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=number(minutes))
    hours = minutes // 60
    if hours < 48:
        return ngettext("{n} hour", "{n} hours", hours).format(n=number(hours))
    return ngettext("{n} day", "{n} days", hours // 24).format(n=number(hours // 24))
