"""What this desk is not for."""

import streamlit as st

from dashboard.words import _


def danger_line() -> None:
    st.markdown(
        ":red-badge[:material/emergency: " + _("Immediate danger: call dispatch") + "] " + _("This page alerts nobody.")
    )
