"""Tables of outreach's words on screen, as dashboard.glossary has the others. Read through dashboard.labels."""

from collections.abc import Mapping

from dashboard.words import N_
from db.vocabulary import CommunicationChannel, CommunicationKind
from db.vocabulary.partners import PartnerEnding

PARTNER_ENDINGS: Mapping[PartnerEnding, str] = {
    PartnerEnding.CLOSED: N_("It closed down"),
    PartnerEnding.MOVED: N_("It moved away"),
    PartnerEnding.MERGED: N_("It is part of another one now"),
    PartnerEnding.THEIR_WISH: N_("They want no more contact"),
    PartnerEnding.NO_PURPOSE: N_("Nothing left to do together"),
    PartnerEnding.MISTAKE: N_("It was recorded by mistake"),
}

COMMUNICATION_KINDS: Mapping[CommunicationKind, str] = {
    CommunicationKind.RELEASE: N_("Press release"),
    CommunicationKind.POST: N_("Social post"),
    CommunicationKind.ANNOUNCEMENT: N_("Public service announcement"),
    CommunicationKind.INTERVIEW: N_("Interview"),
    CommunicationKind.CALL_IN: N_("Call-in"),
}

COMMUNICATION_CHANNELS: Mapping[CommunicationChannel, str] = {
    CommunicationChannel.WEBSITE: N_("Website"),
    CommunicationChannel.SOCIAL_MEDIA: N_("Social media"),
    CommunicationChannel.NEWSPAPER: N_("Newspaper"),
    CommunicationChannel.RADIO: N_("Radio"),
    CommunicationChannel.TELEVISION: N_("Television"),
    CommunicationChannel.NEWSLETTER: N_("Newsletter or e-mail"),
    CommunicationChannel.PHONE_LINE: N_("Phone line"),
    CommunicationChannel.NOTICE_BOARD: N_("Notice board"),
}
