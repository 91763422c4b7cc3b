"""What each permission is called on screen, as dashboard.glossary has the other words. Read through dashboard.labels."""

from collections.abc import Mapping

from dashboard.words import N_
from db.access import Permission

PERMISSIONS: Mapping[Permission, str] = {
    Permission.ACCOUNT: N_("See your own account"),
    Permission.FIGURES_READ: N_("See figures by neighbourhood"),
    Permission.CONCERN_READ: N_("Read concerns"),
    Permission.CONCERN_RECORD: N_("Record a concern"),
    Permission.CONCERN_WORK: N_("Move, assign and answer concerns"),
    Permission.CONCERN_MANY: N_("Assign and move several concerns at once"),
    Permission.PERSONAL_READ: N_("Open personal details"),
    Permission.RESTRICTED_READ: N_("Open the restricted records you are assigned to"),
    Permission.RESTRICTED_COUNT: N_("Count restricted records"),
    Permission.CASE_READ: N_("Read cases"),
    Permission.CASE_WORK: N_("Open and move cases"),
    Permission.EVENT_READ: N_("Read events"),
    Permission.EVENT_WORK: N_("Plan and close out events"),
    Permission.ACTIVITY_READ: N_("Read activities"),
    Permission.ACTIVITY_LOG: N_("Log activities"),
    Permission.TASK_WORK: N_("Add and finish tasks"),
    Permission.ORGANISATION_WORK: N_("Keep partners' records"),
    Permission.COMMUNICATION_WORK: N_("Note what is said to the public"),
    Permission.WEEK_SIGN_OFF: N_("Sign off the team's week sheets"),
    Permission.BRIEFING_BUILD: N_("Build and freeze briefings"),
    Permission.BRIEFING_APPROVE: N_("Approve what somebody else’s briefing says in words"),
    Permission.BRIEFING_PRESENT: N_("Present frozen briefings"),
    Permission.GEOGRAPHY_LOAD: N_("Load neighbourhoods"),
    Permission.BULK_IMPORT: N_("Import records in bulk"),
    Permission.PEOPLE_MANAGE: N_("Manage officers, teams and sessions"),
    Permission.REFERENCE_KEEP: N_("Keep templates and thresholds"),
    Permission.GLASS_BREAK: N_("Open a record you are not assigned to, for an hour and with a reason"),
    Permission.GLASS_REVIEW: N_("Look at what your team opened that way"),
    Permission.AUDIT_READ: N_("Search the audit trail"),
    Permission.HEALTH_SEE: N_("See how the service is"),
    Permission.RETENTION_KEEP: N_("Keep, hold and propose to erase records by rule"),
    Permission.ERASURE_DECIDE: N_("Be the second person who erases or refuses"),
    Permission.SUBJECT_ACCESS: N_("Answer people who ask what is kept about them"),
    Permission.PARTNER_READ: N_("See what concerns your own organisation"),
    Permission.THRESHOLD_SET: N_("Change thresholds"),
}
