"""What `make run` ends with: prepares the store, says who can sign in and where, then serves, all in one process.

One process, because importing the database layer twice would be felt at every start.
"""

import argparse
import os
import socket
import sys
from pathlib import Path

ADDRESS = "127.0.0.1"


def main() -> int:
    parser = argparse.ArgumentParser(prog="serve.py", description="Serve Common Ground on this machine.")
    parser.add_argument("--port", type=port_number, default=8501)
    port = parser.parse_args().port
    if taken(port):
        print(
            f"Port {port} is in use: another program (perhaps Common Ground itself) listens there. "
            f"Stop it, or choose another port: make run PORT={port + 100}",
            file=sys.stderr,
        )
        return 1
    os.chdir(Path(__file__).resolve().parent)
    if not prepared():
        return 1
    print(f"\nCommon Ground: http://{ADDRESS}:{port}   (Ctrl+C stops it)\n", flush=True)
    from streamlit.web import cli

    options = [f"--server.address={ADDRESS}", f"--server.port={port}"]
    cli.main(["run", "dashboard/server.py", *options], standalone_mode=False)
    return 0


def prepared() -> bool:
    """The store is there: with the demonstration in it or, for real people, empty at first."""
    from db.first_start import prepare
    from db.settings import get_settings

    if get_settings().production:
        prepare(get_settings())
        return True
    from seed.__main__ import main as seed

    return seed(["demo"]) == 0


def port_number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
    return int(text)


def taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
