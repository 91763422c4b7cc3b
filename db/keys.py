"""The desk's own keys, kept outside the store: who has the database alone can neither forge the audit trail nor read
second factors."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from db.errors import CommonGroundError, problem
from db.settings import Settings


def audit_key(settings: Settings) -> str:
    """The key of the audit chain: the setting, or made from the keys file; empty where there is neither (a plain chain)."""
    return settings.audit_key.get_secret_value() or _made_from(settings, "audit")


def account_key(settings: Settings) -> str:
    """The key that second factors are encrypted under. Raises CommonGroundError where there is none."""
    key = settings.account_key.get_secret_value() or _made_from(settings, "accounts")
    if not key:
        raise CommonGroundError(
            problem("This desk has no key for second factors yet. Set COMMON_GROUND_ACCOUNT_KEY or make a keys file.")
        )
    return key


def make_keys(settings: Settings) -> Path | None:
    """Make the keys file, readable by this user alone, unless there is one; None where the settings name no file. Only
    for a store that is new: a chain that began without a key would no longer verify."""
    path = settings.keys_path
    if path is None or path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    return path


def _made_from(settings: Settings, purpose: str) -> str:
    path = settings.keys_path
    if path is None or not path.is_file():
        return ""
    return hmac.new(path.read_text().strip().encode(), purpose.encode(), hashlib.sha256).hexdigest()
