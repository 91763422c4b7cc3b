"""Whether a server answers: once it did not, nobody waits for it again until a thread of its own has had an answer."""

import logging
import threading
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

logger = logging.getLogger(__name__)

ASK_EVERY = 0.5  # seconds


class Answering:
    def __init__(self, name: str, ask: Callable[[], object]) -> None:
        """`ask` raises one of SQLAlchemy's errors while there is no answer."""
        self._name, self._ask = name, ask
        self._lock = threading.Lock()
        self._asking = False
        self._answers, self._closed = threading.Event(), threading.Event()
        self._answers.set()

    def __bool__(self) -> bool:
        return self._answers.is_set()

    def wait(self, seconds: float) -> bool:
        """True as soon as it answers; False when it has not within this time."""
        return self._answers.wait(seconds)

    def lost(self) -> None:
        """It did not answer somebody: from now on it is asked until it does."""
        with self._lock:
            if self._closed.is_set():
                return
            if self._answers.is_set():
                logger.warning("%s does not answer", self._name)
            self._answers.clear()
            if not self._asking:
                self._asking = True
                threading.Thread(target=self._until_it_answers, name=f"asks {self._name}", daemon=True).start()

    def close(self) -> None:
        self._closed.set()
        self._answers.set()

    def _until_it_answers(self) -> None:
        while not self._closed.is_set():
            try:
                self._ask()
            except SQLAlchemyError:
                self._closed.wait(ASK_EVERY)
                continue
            with self._lock:
                self._asking = False
                self._answers.set()
            logger.warning("%s answers again", self._name)
            return
