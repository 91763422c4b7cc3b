"""The measured claims, re-runnable: python -m bench (make bench)."""
