"""As little as a Streamlit page can do with a click: what is chosen is counted, and nothing is asked or drawn."""

import streamlit as st


@st.fragment
def page() -> None:
    chosen = st.pills("Category", [f"Category {n}" for n in range(20)], selection_mode="multi")
    st.markdown(f"{len(chosen)} chosen")


page()
