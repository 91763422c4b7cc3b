"""Files to print and to hand on: plain functions from frozen rows to text, no streamlit."""
