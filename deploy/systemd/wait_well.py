"""Waits until the server at this port answers: python wait_well.py PORT [SECONDS]. 1 when it does not, with a sentence."""

import os
import sys
import time
import urllib.request

port, patience = int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 150.0
# In production the server answers to the names people use, and to no other.
name = os.environ.get("STREAMLIT_SERVER_ALLOWED_HOSTS", "127.0.0.1").split(",")[0].strip()
question = urllib.request.Request(f"http://127.0.0.1:{port}/_stcore/health", headers={"Host": name})
deadline = time.monotonic() + patience
while True:
    try:
        with urllib.request.urlopen(question, timeout=5) as answer:
            if answer.status == 200:
                break
    except OSError as error:
        if time.monotonic() > deadline:
            sys.exit(f"The server at port {port} does not answer after {patience:.0f} seconds: {error}")
    time.sleep(0.3)
