"""Officers without browsers: a load driver that speaks Streamlit's own websocket protocol to running servers."""
