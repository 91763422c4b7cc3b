"""Encrypting on the way to the disk and decrypting on the way back, by age or GnuPG, each a pipe."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from db.errors import BadFile, CommonGroundError, problem

AGE = (b"age-encryption.org/v1\n", b"-----BEGIN AGE ENCRYPTED FILE-----")
TAR = b"ustar"
TAR_AT = 257
AT_A_TIME = 1 << 20
NO_ROOM = problem("The disk is full. Nothing was left behind.")
SAID = 2_000  # characters of what a program complained about


def ending(recipient: str) -> str:
    """What names of files encrypted for this recipient end with."""
    return "" if not recipient else ".age" if _is_age(recipient) else ".gpg"


@contextmanager
def sealed(target: IO[bytes], recipient: str) -> Iterator[IO[bytes]]:
    """A stream whose content lands in `target`, encrypted for the recipient when there is one. Raises CommonGroundError."""
    if not recipient:
        yield target
        target.flush()
        return
    with _running(_sealing(recipient), stdin=subprocess.PIPE, stdout=target) as program:
        assert program.stdin
        yield program.stdin


@contextmanager
def unsealed(file: Path, identity: Path | None) -> Iterator[IO[bytes]]:
    """The archive in this file, decrypted when it is encrypted. Raises BadFile and CommonGroundError."""
    with file.open("rb") as opened:
        start = opened.read(512)
        opened.seek(0)
        if start[TAR_AT : TAR_AT + len(TAR)] == TAR:
            yield opened
            return
    with tempfile.TemporaryDirectory(prefix="common-ground-keys-") as home:
        command = _age(identity) if start.startswith(AGE) else _gpg(identity, Path(home))
        try:
            with _running([*command, str(file.absolute())], stdout=subprocess.PIPE) as program:
                assert program.stdout
                yield program.stdout
        finally:
            if "--homedir" in command:  # or its helper stays for a while, with the key
                subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], capture_output=True, check=False)


def _is_age(recipient: str) -> bool:
    return recipient.startswith(("age1", "ssh-"))


def _sealing(recipient: str) -> list[str]:
    if _is_age(recipient):
        return [_program("age"), "--encrypt", "--recipient", recipient]
    # Who a key belongs to was decided by whoever put it into this keyring and named it in the settings; a server has nobody
    # to ask for its web of trust. --no-encrypt-to: for nobody else, whatever a gpg.conf says.
    return [_program("gpg"), "--batch", "--no-tty", "--quiet", "--trust-model", "always", "--no-encrypt-to",
            "--compress-level", "1", "--recipient", recipient, "--encrypt"]  # fmt: skip


def _age(identity: Path | None) -> list[str]:
    if identity is None:
        raise CommonGroundError(
            problem("This backup is encrypted with age: name the file with its secret key by --identity.")
        )
    return [_program("age"), "--decrypt", "--identity", str(identity.absolute())]


def _gpg(identity: Path | None, home: Path) -> list[str]:
    """With the keyring of whoever runs this, or with one of its own that holds the identity alone."""
    gpg = [_program("gpg"), "--batch", "--quiet"]
    if identity is not None:
        gpg += ["--homedir", str(home)]
        done = subprocess.run([*gpg, "--import", str(identity.absolute())], capture_output=True, check=False)
        if done.returncode:
            raise CommonGroundError(problem("{file} holds no key for gpg.", file=identity.name))
    return [*gpg, "--decrypt"]


def _program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise CommonGroundError(problem("The program {name} is missing on this machine: install it.", name=name))
    return found


@contextmanager
def _running(
    command: list[str], *, stdout: "int | IO[bytes]", stdin: int = subprocess.DEVNULL
) -> Iterator["subprocess.Popen[bytes]"]:
    """The program while it runs. It must end well, also when whoever reads from it found something wrong first."""
    name = Path(command[0]).name
    with tempfile.TemporaryFile() as complaints:
        program = subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=complaints)
        try:
            try:
                yield program
                if program.stdin:
                    program.stdin.close()
            except BrokenPipeError:
                pass  # it has ended, and says why
            except BadFile:
                if program.stdout is None or not _read_on(program.stdout) or not program.wait():
                    raise
            if program.wait():
                raise _failed(name, complaints)
        finally:
            program.kill()
            program.wait()
            for pipe in (program.stdin, program.stdout):
                if pipe and not pipe.closed:
                    _close(pipe)


def _read_on(stream: IO[bytes]) -> bool:
    """Let the program come to its end, so that it can say what was wrong; not without end."""
    return any(not stream.read(AT_A_TIME) for _ in range(64))


def _close(pipe: IO[bytes]) -> None:
    with suppress(BrokenPipeError):
        pipe.close()


def _failed(name: str, complaints: IO[bytes]) -> CommonGroundError:
    complaints.seek(0)
    said = [line.strip() for line in complaints.read(SAID).decode(errors="replace").splitlines() if line.strip()]
    why = next((line for line in said if not line.startswith("age: report")), "no reason given")
    if any(word in why.lower() for word in ("no space left", "file too large", "quota exceeded")):
        return CommonGroundError(NO_ROOM)
    return BadFile(problem("{name} could not do it: {why}", name=name, why=why))
