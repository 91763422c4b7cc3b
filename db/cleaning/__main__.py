"""The process behind db.cleaning.apart: a file on standard input, one line about it and the clean file on the output."""

import json
import resource
import sys

from db.cleaning import clean
from db.cleaning.apart import MEMORY, SECONDS
from db.errors import BadFile


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes to a pipe and to no file
    try:
        cleaned = clean(sys.stdin.buffer.read())
    except BadFile as error:
        said = {"problem": error.sentence.template, "parameters": dict(error.sentence.parameters)}
        print(json.dumps(said))
        return 0
    told = {"kind": cleaned.kind, "size": len(cleaned.content), "removed": list(cleaned.removed)}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + cleaned.content + (cleaned.preview or b""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
