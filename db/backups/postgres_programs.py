"""pg_dump and pg_restore: the ones that fit the server, told where it is without a password on their command line."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import IO, Any

from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url

from db.errors import CommonGroundError, problem
from db.settings import Settings

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")  # Debian's, and PostgreSQL's own for Red Hat
SECRET = ("password", "sslpassword")
SAID = 300


def address(settings: Settings) -> dict[str, Any]:
    """libpq's words for where the store is."""
    url = make_url(settings.database_url)
    found = dict(url.get_dialect()().create_connect_args(url)[1])
    return {"connect_timeout": settings.connect_timeout_seconds, **found}


def run(
    program: str, arguments: list[str], settings: Settings, *, stdout: "int | IO[bytes]" = subprocess.DEVNULL
) -> None:
    """Raises CommonGroundError with what the program complained about."""
    where = address(settings)
    # The environment of a process is readable by its own user alone; its command line by everybody on the machine.
    secret = {"PGPASSWORD": str(where["password"])} if where.get("password") else {}
    plain = make_conninfo(**{name: value for name, value in where.items() if name not in SECRET})
    done = subprocess.run(
        [program, "--no-password", f"--dbname={plain}", *arguments],
        env={**os.environ, **secret},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        lines = [line for line in done.stderr.decode(errors="replace").splitlines() if "error" in line.lower()]
        why = lines[0][:SAID] if lines else f"{done.returncode}"
        raise CommonGroundError(problem("{name} could not do it: {why}", name=Path(program).name, why=why))


def found(name: str, *, major: int) -> str:
    """The path of the program of the server's own version, or of the next one. Raises CommonGroundError."""
    known = sorted((version, path) for path in _everywhere(name) if (version := _version(path)))
    for version, path in known:
        if version >= major:
            return path
    if known:
        raise CommonGroundError(
            problem(
                "{name} {version} is too old for PostgreSQL {major}: install postgresql-client-{major}.",
                name=name, version=known[-1][0], major=major,
            )
        )  # fmt: skip
    raise CommonGroundError(
        problem("{name} is missing on this machine: install postgresql-client-{major}.", name=name, major=major)
    )


def _everywhere(name: str) -> list[str]:
    places = [place for pattern in PLACES for place in Path("/").glob(f"{pattern.lstrip('/')}/{name}")]
    on_the_path = shutil.which(name)
    return [*map(str, places), *([on_the_path] if on_the_path else [])]


def _version(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\) (\d+)", said)
    return int(number[1]) if number else 0
