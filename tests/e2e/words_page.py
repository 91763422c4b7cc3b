"""A page with nothing but a words area, for the browser tests."""

import json
import sys
import time
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dashboard.components.words_area import words_area


# The server's memory: outlives the page, as a draft does. Each test has its own.
@st.cache_resource
def memory(test: str) -> dict[str, str]:
    return {"words": "", "edition": "first", "finished": "[]"}


kept = memory(st.query_params["test"])
words_area(
    "What was said",
    key=f"words-{kept['edition']}",
    keep_under="1.log.summary",
    value=kept["words"],
    edition=kept["edition"],
    finished=tuple(json.loads(kept["finished"])),
    # As a draft does: what comes for a form that is finished with is not taken.
    on_words=lambda text, edition=kept["edition"]: kept.update(words=text) if kept["edition"] == edition else None,  # type: ignore[misc]
    required=True,
)
st.markdown(f"The server has: [{kept['words']}]")
if st.button("Save"):
    kept.update(words="", edition="second", finished='["first"]')
    st.rerun()
if st.button("Keep it, slowly"):
    time.sleep(0.5)
    kept.update(words="", edition="second", finished='["first"]')
    st.rerun()
if st.button("Copy the last entry"):
    kept.update(words="Copied words")
    st.rerun()
