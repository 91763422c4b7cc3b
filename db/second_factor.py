"""The second factor of local accounts: codes by the clock (TOTP, RFC 6238), and recovery codes on paper."""

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime

import pyotp
from cryptography.fernet import Fernet, InvalidToken

from db import keys
from db.passwords import ALPHABET
from db.settings import Settings

STEP = 30  # seconds a code is good for
WINDOW = 1  # steps a device's clock may be off, either way
HOW_MANY = 10
# Over 112 bits each: then a plain SHA-256 is enough (OWASP ASVS 5.0, 6.5.2).
GROUPS, LETTERS = 4, 6


def box(settings: Settings, purpose: str) -> Fernet:
    """What encrypts for one purpose, under a key outside the store. Raises CommonGroundError where there is none."""
    key = hmac.new(keys.account_key(settings).encode(), purpose.encode(), hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def new_secret() -> str:
    return pyotp.random_base32()


def locked_away(settings: Settings, secret: str) -> str:
    return box(settings, "second factor").encrypt(secret.encode()).decode()


def taken_out(settings: Settings, kept: str) -> str | None:
    """The secret; None when it was encrypted under another key."""
    try:
        return box(settings, "second factor").decrypt(kept.encode()).decode()
    except InvalidToken:
        return None


def address(secret: str, *, login: str, issuer: str) -> str:
    """What a device reads from the square: otpauth://totp/…"""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer.replace(":", " "))


def step_of(secret: str, code: str, *, now: datetime, after: int | None) -> int | None:
    """The half minute this code belongs to; None when it is wrong or not later than the last one that was taken."""
    typed = re.sub(r"\s", "", code)
    if not re.fullmatch(r"[0-9]{6}", typed):
        return None
    clock, today = pyotp.TOTP(secret), int(now.timestamp()) // STEP
    fitting = [
        step
        for step in range(today - WINDOW, today + WINDOW + 1)
        if hmac.compare_digest(clock.generate_otp(step), typed) and (after is None or step > after)
    ]
    return fitting[0] if fitting else None


def new_codes() -> tuple[str, ...]:
    def group() -> str:
        return "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))

    return tuple("-".join(group() for _ in range(GROUPS)) for _ in range(HOW_MANY))


def code_hash(code: str) -> str:
    """Of the letters alone: how somebody types the hyphens does not matter."""
    return hashlib.sha256(re.sub(r"[\W_]", "", code).lower().encode()).hexdigest()
