"""The frame's entry: what Streamlit runs at every rerun. Everything it does is in dashboard.frame."""

import sys
from pathlib import Path

# Streamlit puts this folder on the path; our imports start one above it.
ROOT = str(Path(__file__).resolve().parent.parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

from dashboard.frame import frame

frame()
