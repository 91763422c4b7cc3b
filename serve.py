"""What `make run` ends with: prepares the store, says who can sign in and where, then serves, all in one process.

One process, because importing the database layer twice would be felt at every start.
"""

import argparse
import os
import socket
import subprocess
import sys
from pathlib import Path

ADDRESS = "127.0.0.1"


def main() -> int:
    parser = argparse.ArgumentParser(prog="serve.py", description="Serve Common Ground on this machine.")
    parser.add_argument("--port", type=port_number, default=8501)
    parser.add_argument("--without-documents", action="store_true", help="leave documents of briefings unmade")
    asked = parser.parse_args()
    port = asked.port
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
    if not asked.without_documents:
        catch_up()
    print(f"\nCommon Ground: http://{ADDRESS}:{port}   (Ctrl+C stops it)\n", flush=True)
    from streamlit.web import cli

    options = [f"--server.address={ADDRESS}", f"--server.port={port}"]
    cli.main(["run", "dashboard/server.py", *options], standalone_mode=False)
    return 0


def catch_up() -> None:
    """Documents of frozen briefings that are still missing (the demonstration's, at first) are made beside the server, when
    nothing else needs the machine."""
    from db.access import Viewer
    from db.queries.briefings import without_documents
    from db.settings import get_settings
    from db.store import Store

    store = Store.open(get_settings())
    with store.reading() as session:
        missing = without_documents(session, viewer=Viewer.system("documents of briefings"))
    store.close()
    if missing:
        command = ["nice", "-n", "19", sys.executable, "-m", "dashboard.briefing_making"]
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


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
