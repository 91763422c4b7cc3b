"""Browser and system in two words, so that somebody recognises their own sessions in a list; nothing is decided by it."""

import streamlit as st

# The first that is named wins: Edge and Opera call themselves Chrome too, Chrome calls itself Safari, Android Linux.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str | None:
    """ "Firefox, Windows"; only words of these tables, whatever a browser says of itself."""
    named = [next((word for sign, word in table if sign in user_agent), "") for table in (BROWSERS, SYSTEMS)]
    return ", ".join(word for word in named if word) or None


def this_device() -> str | None:
    said = st.context.headers.get("User-Agent")
    return device_of(said) if isinstance(said, str) else None
