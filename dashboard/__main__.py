"""python -m dashboard [--port N]: what `make run` ends with. Says where, then becomes the server."""

import argparse
import os
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = "127.0.0.1"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="Serve Common Ground on this machine.")
    parser.add_argument("--port", type=int, default=8501)
    port = parser.parse_args().port
    if _taken(port):
        print(
            f"Port {port} is in use: another program (perhaps Common Ground itself) listens there. "
            f"Stop it, or choose another one: make run PORT={port + 100}",
            file=sys.stderr,
        )
        return 1
    print(f"\nCommon Ground: http://{ADDRESS}:{port}   (Ctrl+C stops it)\n", flush=True)
    os.chdir(ROOT)
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/server.py"]
    os.execv(sys.executable, [*command, "--server.address", ADDRESS, "--server.port", str(port)])


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
