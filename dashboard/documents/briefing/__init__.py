"""A frozen briefing as people meet it: projected, on paper, as slides, tables and pictures. Plain functions, no streamlit."""
