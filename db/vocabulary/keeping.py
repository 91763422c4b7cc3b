"""Keeping and erasing: why a record may go, what is done to it, where a request of its subject stands."""

from enum import StrEnum


class ErasureKind(StrEnum):
    REDACTED = "redacted"  # everything about people goes; what is counted stays
    FILE_DELETED = "file deleted"  # a photo or PDF


class ErasureGround(StrEnum):
    RETENTION = "kept long enough"
    SUBJECT = "its subject asked"
    ORDER = "a court or the law"


class RequestStatus(StrEnum):
    OPEN = "open"
    WAITING = "waiting for the second person"
    APPROVED = "approved"
    GIVEN = "given"
    REFUSED = "refused"
