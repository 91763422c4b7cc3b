"""What is usually to be done before an event of each type, and how many days before. Words that become tasks."""

from collections.abc import Mapping

from db.vocabulary import EventType

Usual = tuple[tuple[str, int], ...]

_ROOM: Usual = (("Book the room", 28), ("Ask whether an interpreter is needed", 21))
_OUTDOORS: Usual = (("Ask for the permit", 42), ("Agree on a day to fall back on if it rains", 14))
_TOLD: Usual = (("Send out flyers and posts", 14),)
_CARRY: Usual = (("Pack hand-outs and sign-in sheets", 2),)

USUAL_CHECKLIST: Mapping[EventType, Usual] = {
    EventType.BEAT_MEETING: (*_ROOM, *_TOLD, ("Look through the last meeting's promises", 3), *_CARRY),
    EventType.TOWN_HALL: (
        *_ROOM, ("Invite speakers and elected officials", 28), ("Book the interpreter", 21), *_TOLD,
        ("Check sound and wheelchair access", 3), *_CARRY,
    ),
    EventType.DROP_IN: (("Agree on the desk with the host", 14), *_CARRY),
    EventType.COFFEE: (("Agree with the café", 14), *_TOLD),
    EventType.NIGHT_OUT: (*_OUTDOORS, ("Ask block captains who hosts", 35), *_TOLD, *_CARRY),
    EventType.SCHOOL_VISIT: (("Agree on day and classes with the school", 21), ("Prepare the lesson", 5)),
    EventType.YOUTH_FORUM: (*_ROOM, ("Ask young people for the topics", 21), *_TOLD, *_CARRY),
    EventType.WORKSHOP: (*_ROOM, ("Confirm who teaches", 14), *_TOLD, ("Copy the worksheets", 3)),
    EventType.CITIZENS_ACADEMY: (("Book the room", 42), ("Confirm this evening's speakers", 14), *_CARRY),
    EventType.NEIGHBOURHOOD_WATCH: (("Agree on the place with the coordinator", 14), ("Bring the area's figures", 2)),
    EventType.BLOCK_CLUB: (("Agree on the place with the block captain", 14), ("Bring the area's figures", 2)),
    EventType.CULTURAL: (("Ask the hosts what is fitting", 14), ("Ask whether an interpreter is needed", 14)),
    EventType.VIGIL: (("Speak with the family", 3), ("Agree with the hosts where officers stand", 2)),
    EventType.CLEAN_UP: (*_OUTDOORS, ("Order bags, gloves and a skip", 14), *_TOLD),
    EventType.SPORTS: (*_OUTDOORS, ("Book the field or hall", 28), *_TOLD),
    EventType.PREVENTION_STALL: (("Reserve the stall", 21), *_CARRY),
    EventType.HEALTH_FAIR: (("Reserve the stall", 28), ("Agree with the health department", 21), *_CARRY),
    EventType.COMMITTEE: (("Send the agenda", 7), ("Send the last minutes", 7)),
    EventType.MEDIA: (("Agree on what is said", 3), ("Clear pictures and names", 2)),
    EventType.TRAINING: (("Book the room", 28), ("Invite the unit", 21), ("Print the material", 3)),
}  # fmt: skip
