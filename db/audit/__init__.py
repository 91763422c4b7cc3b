"""The audit trail: what is written to it, how its entries are chained, and what of it is kept outside the store."""

from db.audit.actions import Action
from db.audit.chain import GENESIS, HEAD, LOCKED_END, REFERENCE, Progress, append, pending, refused, seal, verify
from db.audit.heads import Head, HeadExport, NoHeads, export, head, last_head, read_heads

__all__ = [
    "GENESIS",
    "HEAD",
    "LOCKED_END",
    "REFERENCE",
    "Action",
    "Head",
    "HeadExport",
    "NoHeads",
    "Progress",
    "append",
    "export",
    "head",
    "last_head",
    "pending",
    "read_heads",
    "refused",
    "seal",
    "verify",
]
