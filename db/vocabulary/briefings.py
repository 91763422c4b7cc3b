"""The words of what is shown in public: periods, coarse kinds, tables, slides, languages, forms of hand-outs."""

from collections.abc import Mapping
from enum import StrEnum

from db.vocabulary import ConcernCategory


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


MONTHS_OF: Mapping[PeriodKind, int] = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.YEAR: 12,
}


class PublicGroup(StrEnum):
    """The coarse kinds that concerns are published by, area by area. Sensitive categories are in none of them."""

    TRAFFIC = "traffic and parking"
    DISORDER = "noise and anti-social behaviour"
    DRUGS = "drugs"
    PROPERTY = "burglary and theft"
    VIOLENCE = "violence and robbery"
    STREET = "state of the street"
    POLICING = "policing and feeling safe"
    OTHER = "anything else"


_C = ConcernCategory
PUBLIC_GROUPS: Mapping[PublicGroup, tuple[ConcernCategory, ...]] = {
    PublicGroup.TRAFFIC: (_C.SPEEDING, _C.PARKING),
    PublicGroup.DISORDER: (_C.ANTI_SOCIAL_BEHAVIOUR, _C.NOISE, _C.YOUTH, _C.NEIGHBOUR_DISPUTE),
    PublicGroup.DRUGS: (_C.DRUGS,),
    PublicGroup.PROPERTY: (_C.BURGLARY, _C.VEHICLE_CRIME, _C.SHOP_THEFT),
    PublicGroup.VIOLENCE: (_C.ROBBERY, _C.VIOLENCE),
    PublicGroup.STREET: (_C.GRAFFITI, _C.DUMPING, _C.LIGHTING, _C.ABANDONED),
    PublicGroup.POLICING: (_C.POLICE_VISIBILITY, _C.FEAR_OF_CRIME),
    PublicGroup.OTHER: (_C.ANIMALS, _C.OTHER),
}


class Standing(StrEnum):
    """Where a concern received in the period stood when the figures were counted."""

    DONE = "done"  # resolved, or closed as resolved
    UNDER_WAY = "under way"
    ENDED_OTHERWISE = "ended otherwise"  # referred, withdrawn, nothing more to be done


class PublicFate(StrEnum):
    """What became of a promise that fell due in the period."""

    KEPT = "kept"
    KEPT_LATE = "kept late"
    OUTSTANDING = "outstanding"


class CheckResult(StrEnum):
    """What people said when we asked whether it was really solved."""

    HOLDS = "solved for good"
    CAME_BACK = "came back"


class TableName(StrEnum):
    CONCERNS_BY_GROUP = "concerns by neighbourhood and kind"
    CONCERNS_BY_CATEGORY = "concerns by category"
    CONCERNS_BY_STANDING = "concerns by neighbourhood and standing"
    CONCERNS_BY_MONTH = "concerns by month"
    EVENTS_BY_AREA = "events by neighbourhood"
    EVENTS_BY_TYPE = "events by type"
    ACTIVITIES_BY_AREA = "activities by neighbourhood"
    ACTIVITIES_BY_TYPE = "activities by type"
    PROMISES_BY_FATE = "promises by neighbourhood and fate"
    CHECKS_BY_RESULT = "outcome checks by result"


class FigureKind(StrEnum):
    ROUNDED = "rounded"  # to 5, ten or more
    FEW = "fewer than 10"  # zero included
    WITHHELD = "not shown"  # mostly from one source


class CoarseningKind(StrEnum):
    AREAS_MERGED = "neighbourhoods merged"
    COLUMNS_MERGED = "kinds merged"
    TOTALS_DROPPED = "totals dropped"
    TABLE_DROPPED = "table dropped"
    ONE_SOURCE = "mostly from one source"


class BriefingStatus(StrEnum):
    DRAFT = "draft"
    WAITING = "waiting for approval"
    APPROVED = "approved"
    FROZEN = "frozen"
    WITHDRAWN = "withdrawn"


class SlideKind(StrEnum):
    TITLE = "title"
    TOLD = "what you told us"
    WHERE = "where"
    CHANGED = "what changed"
    DID = "what we did"
    PROMISES = "promises"
    WORKS = "what works"
    NEXT = "what comes next"
    CONTACTS = "whom to talk to"
    METHOD = "how we count"
    TEXT = "text"
    PICTURE = "picture"
    STORY = "success story"


# The first version lays these out, in this order; the others are added by hand.
LAID_OUT = (
    SlideKind.TITLE,
    SlideKind.TOLD,
    SlideKind.WHERE,
    SlideKind.CHANGED,
    SlideKind.DID,
    SlideKind.PROMISES,
    SlideKind.WORKS,
    SlideKind.NEXT,
    SlideKind.CONTACTS,
    SlideKind.METHOD,
)


class Audience(StrEnum):
    RESIDENTS = "residents"
    YOUNG_PEOPLE = "young people"
    SENIORS = "seniors"
    BUSINESSES = "businesses"
    SCHOOL = "school community"
    FAITH = "faith community"
    ELECTED = "elected members"
    PARTNERS = "partner agencies"


class BriefingLanguage(StrEnum):
    """As catalogues and `lang` attributes name them (zh_Hans is "zh-Hans" there)."""

    ENGLISH = "en"
    SPANISH = "es"
    CHINESE = "zh_Hans"
    VIETNAMESE = "vi"
    SOMALI = "so"
    ARABIC = "ar"
    AMHARIC = "am"


class DocumentFormat(StrEnum):
    PRESENTATION = "presentation"  # the page that is projected
    HTML = "web page"  # to read, without a network
    PPTX = "slides"
    PDF = "paper"
    CSV = "table"
    GEOJSON = "areas"
    PNG = "picture"
    CARD = "social-media card"


class FindingKind(StrEnum):
    """What the pre-flight looks for."""

    PERIOD = "period"
    COARSENED = "coarsened"
    LEFT_OUT = "left out"
    LOOKS_LIKE_NAME = "looks like a name"
    LOOKS_LIKE_ADDRESS = "looks like an address"
    LOOKS_LIKE_PHONE = "looks like a telephone number"
    LOOKS_LIKE_EMAIL = "looks like an e-mail address"
    LOOKS_LIKE_PLATE = "looks like a number plate"
    LANGUAGE_MISSING = "language missing"
    MACHINE_MADE = "machine-made translation"
    NO_CONSENT = "no consent"
    TOO_LONG = "too long for one slide"
    PICTURE = "picture"
