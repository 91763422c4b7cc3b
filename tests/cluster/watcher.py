"""Ends what a cluster has started, whatever became of the run that started it.

`python watcher.py FOLDER` waits until nobody holds the other end of its standard input any more: a run that is killed lets go
of it as one that ends does. Then every process that belongs to the folder is killed and the folder deleted.
"""

import os
import shutil
import signal
import sys
import time
from pathlib import Path

MARK = "COMMON_GROUND_CLUSTER_FOLDER"


def belonging(folder: str) -> list[int]:
    """Processes that were started for this folder (their environment says so), name it, or work in it: PostgreSQL, too,
    which outlives the Patroni that started it."""
    found, mark = [], f"{MARK}={folder}\0".encode()
    for process in Path("/proc").iterdir():
        if not process.name.isdecimal() or int(process.name) == os.getpid():
            continue
        try:
            told = (process / "cmdline").read_bytes().split(b"\0")
            here = f"{(process / 'cwd').readlink()}/".startswith(f"{folder}/")
            if (
                here
                or mark in (process / "environ").read_bytes() + b"\0"
                or any(folder.encode() in word for word in told)
            ):
                found.append(int(process.name))
        except OSError:
            continue  # it has ended, or is somebody else's
    return found


def end(folder: str) -> None:
    for _round in range(50):
        there = belonging(folder)
        for number in there:
            try:
                os.kill(number, signal.SIGKILL)
            except OSError:
                continue
        if not there:
            break
        time.sleep(0.1)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    sys.stdin.buffer.read()
    end(sys.argv[1])
