"""Who was in the room; what is said to the public, and where."""

from enum import StrEnum


class AttendanceGroup(StrEnum):
    YOUTH = "youth"
    SENIORS = "seniors"
    FAMILIES = "families"
    LANGUAGE = "language community"
    FAITH = "faith community"
    BUSINESS = "business"
    TENANTS = "tenants"
    GENERAL = "general public"


class CommunicationKind(StrEnum):
    RELEASE = "press release"
    POST = "social post"
    ANNOUNCEMENT = "public service announcement"
    INTERVIEW = "interview"
    CALL_IN = "call-in"


class CommunicationChannel(StrEnum):
    WEBSITE = "website"
    SOCIAL_MEDIA = "social media"
    NEWSPAPER = "newspaper"
    RADIO = "radio"
    TELEVISION = "television"
    NEWSLETTER = "newsletter or e-mail"
    PHONE_LINE = "phone line"
    NOTICE_BOARD = "notice board"
