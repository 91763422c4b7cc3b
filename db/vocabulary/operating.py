"""Running the service: the jobs that are noted when they have run."""

from enum import StrEnum


class Job(StrEnum):
    BACKUP = "backup"
    DRILL = "drill"  # the newest backup restored elsewhere and checked
    CHECK = "check"  # counts against concerns, audit trail
    TIDY = "tidy"
    MOVED = "moved"  # this store was filled from another one
    RESTORED = "restored"  # this store was filled from a backup
