"""Which of the Log form's fields show their own problem, and what a changed field puts right."""

# Problems under these names stand beside their field; what else is wrong is said at the top.
FIELDS = (
    "type", "category", "summary", "details", "note", "minutes", "title", "people_reached", "started_at", "received_at",
    "starts_at", "ends_at", "place", "attendance_total", "groups", "voice_contact", "safe_to_contact", "follow_up_text",
    "follow_up_due_at", "outcome_note", "photo",
)  # fmt: skip
PLACE = ("place",)
# A field of the form -> the problems that may no longer hold once it was changed, where the names differ.
MENDS = {
    "kind": FIELDS,
    "event_type": ("type",),
    "other_minutes": ("minutes",),
    "earlier": ("started_at", "received_at"),
    "day": ("started_at", "received_at"),
    "clock": ("started_at", "received_at"),
    "event_day": ("starts_at", "ends_at", "attendance_total"),
    "event_clock": ("starts_at", "ends_at", "attendance_total"),
    "hours": ("ends_at",),
    "how": PLACE,
    "area": PLACE,
    "latitude": PLACE,
    "venue": PLACE,
    "wants_answer": ("voice_contact",),
    "preferred_method": ("voice_contact",),
    "follow_up_day": ("follow_up_due_at",),
}
