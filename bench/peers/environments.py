"""An environment of its own for each peer, from the exact versions in the file beside this one."""

import os
import shutil
import subprocess
import sys
import zlib
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).parent
CACHE = HERE.parent.parent / ".cache" / "peers"


def environment(peer: str) -> Path:
    """The folder of the peer's programs; installed once for each state of bench/peers/<peer>.txt."""
    pinned = HERE / f"{peer}.txt"
    folder = CACHE / f"{peer}-{zlib.crc32(pinned.read_bytes()):08x}"
    whole = folder / "whole"
    if not whole.exists():
        for old in CACHE.glob(f"{peer}-*"):
            shutil.rmtree(old)
        print(f"  installing {peer} in {folder.relative_to(HERE.parent.parent)}", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        install = [folder / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r", pinned]
        done = subprocess.run(install, check=False, env=plain_environment(), stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise SystemExit(f"{peer} could not be installed: {done.stderr[-2000:]}")
        whole.touch()
    return folder / "bin"


def pinned_version(peer: str, package: str) -> str:
    lines = (HERE / f"{peer}.txt").read_text(encoding="utf-8").splitlines()
    versions = dict(line.lower().replace("_", "-").split("==") for line in lines if "==" in line)
    return versions[package]


def our_version(package: str) -> str:
    return metadata.version(package)


def plain_environment(**more: str) -> dict[str, str]:
    """This process's environment without what would lead a peer to our own packages."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return {**kept, **more}
