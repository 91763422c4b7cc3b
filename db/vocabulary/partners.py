"""Why we stop working with a partner."""

from enum import StrEnum


class PartnerEnding(StrEnum):
    CLOSED = "closed down"
    MOVED = "moved away"
    MERGED = "part of another one now"
    THEIR_WISH = "wanted no more contact"
    NO_PURPOSE = "nothing left to do together"
    MISTAKE = "recorded by mistake"
