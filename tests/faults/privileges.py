"""What a fault needs from the machine: a small disk of its own, and somebody who is not above the modes of files.

Each is obtained (as root, by sudo without a password, or in a user namespace) or the test fails by name: a fault that was
not tried must not look like one that was survived.
"""

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

# Modes of files do not hold for who has this privilege: root, and whoever is alone in a user namespace.
ABOVE_MODES = 1 << 1  # CAP_DAC_OVERRIDE
WITHOUT = ("setpriv", "--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all", "--")
# Still oneself (PostgreSQL refuses root), and allowed to mount where nobody else sees it.
ALONE = ("unshare", "--user", "--map-current-user", "--keep-caps", "--mount", "--")
MS_RDONLY, MS_REMOUNT = 1, 32
MNT_DETACH = 2


def ordinary() -> tuple[str, ...]:
    """What a command begins with so that the modes of files hold for it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    mine = int(next(line.split()[1] for line in status.splitlines() if line.startswith("CapEff:")), 16)
    return WITHOUT if mine & ABOVE_MODES else ()


def go_where_disks_can_be_mounted(program: list[str]) -> None:
    """Runs this program anew in a user namespace when nothing can be mounted here and there is one to be had."""
    with TemporaryDirectory() as folder:
        if _mounted(folder, "size=1m"):
            return
    if subprocess.run([*ALONE, "true"], capture_output=True, check=False).returncode == 0:
        os.execvp(ALONE[0], [*ALONE, sys.executable, *program])


@dataclass
class SmallDisk:
    """A disk of a few megabytes. `fill()` leaves nothing free, `free()` gives it back."""

    path: Path
    options: str

    @property
    def filler(self) -> Path:
        return self.path / "filler"

    def fill(self) -> None:
        with self.filler.open("ab", buffering=0) as file, suppress(OSError):
            while file.write(b"\0" * 4096):
                pass

    def free(self) -> None:
        self.filler.unlink()

    def read_only(self, yes: bool) -> None:
        flags = MS_REMOUNT | (MS_RDONLY if yes else 0)
        by_sudo = ("mount", "-o", f"remount,{'ro' if yes else 'rw'}", str(self.path))
        if not _mount(str(self.path), self.options, flags) and not _by_sudo(*by_sudo):
            pytest.fail(f"the small disk could not be made {'read-only' if yes else 'writable'}")


@contextmanager
def small_disk(megabytes: int) -> Iterator[SmallDisk]:
    options = f"size={megabytes}m,mode=0777"
    with TemporaryDirectory(prefix="common-ground-disk-") as folder:
        if not _mount(folder, options) and not _by_sudo("mount", "-t", "tmpfs", "-o", options, "faults", folder):
            pytest.fail(
                "this fault needs a small disk: root, sudo without a password, or a user namespace (make faults)"
            )
        try:
            yield SmallDisk(Path(folder), options)
        finally:
            if not _unmounted(folder):
                _by_sudo("umount", "--lazy", folder)


def _mounted(folder: str, options: str) -> bool:
    """Whether a disk can be mounted here; it is gone again."""
    if _mount(folder, options):
        return _unmounted(folder)
    return _by_sudo("true")


def _mount(folder: str, options: str, flags: int = 0) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.mount(b"faults", folder.encode(), b"tmpfs", flags, options.encode()) == 0)


def _unmounted(folder: str) -> bool:
    return bool(ctypes.CDLL(None).umount2(folder.encode(), MNT_DETACH) == 0)


def _by_sudo(*command: str) -> bool:
    try:
        return subprocess.run(["sudo", "-n", *command], capture_output=True, check=False).returncode == 0
    except OSError:
        return False
