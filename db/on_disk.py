"""Names in a folder that must survive a power cut."""

import os
from pathlib import Path


def on_disk(folder: Path) -> None:
    """What was made, renamed or taken away in it is so after a power cut too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
