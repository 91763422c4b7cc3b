"""What happens to errors nobody expected: the log gets the details, the person one sentence and a reference."""

import logging

from dashboard.components import states
from db.errors import CommonGroundError, new_reference

logger = logging.getLogger("common_ground.failures")


def recorded(error: BaseException) -> str:
    """Writes the error to the log and returns the reference it can be found under."""
    reference = new_reference()
    logger.error("unexpected error, reference %s", reference, exc_info=error, extra={"reference": reference})
    return reference


def on_script_error(error: Exception) -> bool:
    """Streamlit's hook for an error that left a page, a fragment or a callback. True: it has been shown."""
    if isinstance(error, CommonGroundError):
        states.could_not(error)
    else:
        states.unexpected(recorded(error))
    return True
