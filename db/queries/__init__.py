"""Reads: (session, *, viewer, ...) to a DataFrame or frozen rows. They never write."""
