"""Log lines of the server: ours as db.logs makes them, and Streamlit's and the web server's the same way."""

import logging

from streamlit import logger as streamlit_logger

from db import logs
from db.settings import Settings


def configure(settings: Settings) -> None:
    logs.configure(settings)
    # Streamlit gives each of its loggers (uvicorn's among them) a handler of its own, which would print what errors say.
    streamlit_logger.setup_formatter = _as_ours
    for one in list(streamlit_logger._loggers.values()):
        _as_ours(one)
    # A line for every script and picture a browser fetches drowns the rest; our own addresses have lines of their own.
    for name in ("uvicorn", "uvicorn.access", "uvicorn.error", "uvicorn.asgi", "websockets"):
        _as_ours(logging.getLogger(name))
        logging.getLogger(name).setLevel(logging.WARNING)


def _as_ours(logger: logging.Logger) -> None:
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    logger.propagate = True
