"""The words of attached files and of mails: which kinds there are."""

from enum import StrEnum


class FileKind(StrEnum):
    """What an attachment is, as a browser is told."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"


class NoticeKind(StrEnum):
    """What an officer is written to about; each can be switched off."""

    DIGEST = "start of shift"
    ASSIGNMENT = "given to you"
    OVERDUE = "overdue"
    ESCALATION = "escalation"
