"""Passwords of local accounts: the rules they follow, and the hash that is kept of them."""

import re
import secrets
import unicodedata
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from db.errors import Sentence, problem

# Argon2id as OWASP's Password Storage Cheat Sheet asks at least: 19 MiB, two passes, one lane. Not its costlier
# siblings: SQLite's one writer waits while a password is looked at.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# NIST SP 800-63B 5.1.1 and CJIS Security Policy 5.6: length counts, not kinds of characters.
SHORTEST, LONGEST = 15, 256
# zxcvbn's time grows with the length; what begins well does not get worse.
LOOKED_AT = 72
GUESSABLE = 3  # zxcvbn's score out of 4: below it 10^8 tries are enough
EVERYWHERE = ("common", "ground", "police", "officer", "password", "passphrase", "correct horse battery staple")
LEAST_OF_THEIR_OWN = 8  # characters beside names and such words
# Nobody reads these letters for others: no i, l, o, 0, 1.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"

_NOBODYS = HASHER.hash(secrets.token_urlsafe(24))


def normal(password: str) -> str:
    """The same characters however a keyboard put them together (NFKC); spaces count."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    return HASHER.hash(normal(password))


def is_right(password_hash: str | None, password: str) -> bool:
    """Without a hash (nobody has that name) it takes as long, and is wrong."""
    try:
        right = HASHER.verify(password_hash or _NOBODYS, normal(password[: LONGEST * 4]))
    except (VerificationError, InvalidHashError):
        return False
    return right and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Hashed with other costs than today's."""
    return HASHER.check_needs_rehash(password_hash)


def one_time() -> str:
    """A password to be handed over once: four groups of five, to be read out and typed."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(4))


def weakness(password: str | None, *, about: Iterable[str]) -> Sentence | None:
    """What is wrong with a password somebody chooses. `about`: their name, login and agency, which others know too."""
    typed = normal(password or "")
    if not typed.strip():
        return problem("Choose a password.")
    if len(typed) < SHORTEST:
        return problem(
            "Make it {shortest} characters or longer (it has {length}). A short sentence is easy to remember.",
            shortest=SHORTEST,
            length=len(typed),
        )
    if len(typed) > LONGEST:
        return problem("Shorten this to {longest} characters (it has {length}).", longest=LONGEST, length=len(typed))
    if "\x00" in typed:
        return problem("This contains a character that cannot be kept. Type it again.")
    known = [*_parts(about), *EVERYWHERE]
    if _is_mostly(typed, known):
        return problem("This is mostly a name or a word everybody here knows. Use words that nobody links with you.")
    if _score(typed, known) < GUESSABLE:
        return problem("This is easy to guess: common words, repeats or keys beside each other. Choose another one.")
    return None


def _parts(about: Iterable[str]) -> list[str]:
    words = {word for text in about for word in re.split(r"[\W_]+", normal(text).casefold())}
    return sorted((word for word in words if len(word) >= 3), key=len, reverse=True)


def _is_mostly(typed: str, known: list[str]) -> bool:
    """Little is left without the words that others know, spaces and signs."""
    whole = re.sub(r"[\W_]+", "", typed.casefold())
    left = whole
    for word in sorted((re.sub(r"\W+", "", word) for word in known), key=len, reverse=True):
        left = left.replace(word, "")
    return left != whole and len(left) < LEAST_OF_THEIR_OWN


def _score(typed: str, known: list[str]) -> int:
    from zxcvbn import zxcvbn  # its lists take a while to load, and few rerun with a new password

    beginning = typed[:LOOKED_AT]
    looked_at = {beginning, re.sub(r"\s+", "", beginning)}  # words with spaces between them are the same words
    return min(int(zxcvbn(form, user_inputs=known)["score"]) for form in looked_at if form)
