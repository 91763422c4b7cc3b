"""The public's words for the vocabulary's: one table for every kind, standing and fate that a briefing may say."""

from collections.abc import Mapping

from dashboard.documents.briefing.words import P_, Speaker
from db.vocabulary import ActivityType, ConcernCategory, EventType
from db.vocabulary.briefings import Audience, CheckResult, PublicFate, PublicGroup, Standing

_C = ConcernCategory
_E = EventType
_A = ActivityType

GROUPS: Mapping[str, str] = {
    PublicGroup.TRAFFIC: P_("Traffic and parking"),
    PublicGroup.DISORDER: P_("Noise and anti-social behaviour"),
    PublicGroup.DRUGS: P_("Drugs"),
    PublicGroup.PROPERTY: P_("Burglary and theft"),
    PublicGroup.VIOLENCE: P_("Violence and robbery"),
    PublicGroup.STREET: P_("State of the street"),
    PublicGroup.POLICING: P_("Policing and feeling safe"),
    PublicGroup.OTHER: P_("Anything else"),
}

# Sensitive categories are not here: no public figure names them.
CATEGORIES: Mapping[str, str] = {
    _C.ANTI_SOCIAL_BEHAVIOUR: P_("Anti-social behaviour"),
    _C.NOISE: P_("Noise"),
    _C.DRUGS: P_("Drugs"),
    _C.SPEEDING: P_("Speeding and road safety"),
    _C.PARKING: P_("Parking"),
    _C.BURGLARY: P_("Burglary"),
    _C.VEHICLE_CRIME: P_("Theft of and from vehicles"),
    _C.ROBBERY: P_("Robbery"),
    _C.SHOP_THEFT: P_("Shop theft"),
    _C.VIOLENCE: P_("Violence and weapons"),
    _C.YOUTH: P_("Trouble involving young people"),
    _C.GRAFFITI: P_("Graffiti and vandalism"),
    _C.DUMPING: P_("Dumped rubbish"),
    _C.LIGHTING: P_("Street lighting and surroundings"),
    _C.ABANDONED: P_("Abandoned buildings and vehicles"),
    _C.NEIGHBOUR_DISPUTE: P_("Disputes between neighbours"),
    _C.POLICE_VISIBILITY: P_("Police presence and response"),
    _C.FEAR_OF_CRIME: P_("Fear of crime"),
    _C.ANIMALS: P_("Animals"),
    _C.OTHER: P_("Other concerns"),
}

KINDS: Mapping[str, str] = {**GROUPS, **CATEGORIES}

STANDINGS: Mapping[str, str] = {
    Standing.DONE: P_("Resolved"),
    Standing.UNDER_WAY: P_("Under way"),
    Standing.ENDED_OTHERWISE: P_("Ended another way"),
}

FATES: Mapping[str, str] = {
    PublicFate.KEPT: P_("Kept"),
    PublicFate.KEPT_LATE: P_("Kept late"),
    PublicFate.OUTSTANDING: P_("Outstanding"),
}
TONES: Mapping[str, str] = {PublicFate.KEPT: "good", PublicFate.KEPT_LATE: "late", PublicFate.OUTSTANDING: "open"}

CHECKS: Mapping[str, str] = {
    CheckResult.HOLDS: P_("Solved for good"),
    CheckResult.CAME_BACK: P_("The problem came back"),
}

EVENTS: Mapping[str, str] = {
    _E.BEAT_MEETING: P_("Community meeting with police"),
    _E.TOWN_HALL: P_("Town hall meeting"),
    _E.DROP_IN: P_("Drop-in hour"),
    _E.COFFEE: P_("Coffee with an officer"),
    _E.NIGHT_OUT: P_("National Night Out"),
    _E.SCHOOL_VISIT: P_("School visit"),
    _E.YOUTH_FORUM: P_("Youth forum"),
    _E.WORKSHOP: P_("Workshop"),
    _E.CITIZENS_ACADEMY: P_("Citizens’ academy"),
    _E.NEIGHBOURHOOD_WATCH: P_("Neighbourhood watch meeting"),
    _E.BLOCK_CLUB: P_("Block club meeting"),
    _E.CULTURAL: P_("Faith or cultural event"),
    _E.VIGIL: P_("Vigil or peace circle"),
    _E.CLEAN_UP: P_("Neighbourhood clean-up"),
    _E.SPORTS: P_("Sports event"),
    _E.PREVENTION_STALL: P_("Information stall"),
    _E.HEALTH_FAIR: P_("Health fair"),
    _E.COMMITTEE: P_("Committee or task force meeting"),
    _E.MEDIA: P_("Media event"),
    _E.TRAINING: P_("Officer training"),
}

ACTIVITIES: Mapping[str, str] = {
    _A.FOOT_PATROL: P_("Foot patrols"),
    _A.DOOR_TO_DOOR: P_("Going from door to door"),
    _A.BUSINESS_VISIT: P_("Visits to businesses"),
    _A.SCHOOL_LIAISON: P_("Work with schools"),
    _A.ONE_TO_ONE: P_("Meetings with one person"),
    _A.MEDIATION: P_("Mediation"),
    _A.CALL_OR_MESSAGE: P_("Calls and messages"),
    _A.PRESENTATION: P_("Presentations"),
    _A.LITERATURE_DROP: P_("Handing out leaflets"),
    _A.INTERPRETING: P_("Interpreting"),
    _A.AGENCY_MEETING: P_("Meetings with other agencies"),
    _A.TRAINING_DELIVERED: P_("Training for the community"),
    _A.SOCIAL_MEDIA: P_("Social media"),
}

# All that a figure may be about.
COUNTED: Mapping[str, str] = {**KINDS, **STANDINGS, **FATES, **CHECKS, **EVENTS, **ACTIVITIES}

AUDIENCES: Mapping[str, str] = {
    Audience.RESIDENTS: P_("For residents"),
    Audience.YOUNG_PEOPLE: P_("For young people"),
    Audience.SENIORS: P_("For older people"),
    Audience.BUSINESSES: P_("For businesses"),
    Audience.SCHOOL: P_("For the school community"),
    Audience.FAITH: P_("For faith communities"),
    Audience.ELECTED: P_("For elected members"),
    Audience.PARTNERS: P_("For partner agencies"),
}


def worded(speaker: Speaker, table: Mapping[str, str], keys: tuple[str, ...]) -> str:
    """A kind in the public's word, several that were merged as "Drugs + Parking"; no keys: all that are not named. An
    agency's own word stays as it is."""
    if not keys:
        return speaker.say("Every other kind")
    return " + ".join(speaker.say(table[key]) if key in table else key[:1].upper() + key[1:] for key in keys)
