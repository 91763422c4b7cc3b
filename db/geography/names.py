"""Names as residents say them: capitals made readable, codes for areas that come without one."""

import re
import unicodedata
from collections.abc import Sequence

# Written in capitals because they are said letter by letter, or are compass points after a street name.
STAY_CAPITALS = frozenset({"NE", "NW", "SE", "SW", "SODO", "SLU", "CBD", "II", "III", "IV", "US", "USA", "UK"})
SMALL_WORDS = frozenset({"of", "the", "and", "at", "in", "on", "by", "de", "la", "del", "du", "upon"})
CODE_LENGTH = 40


def tidy(value: str) -> str:
    """One line, single spaces, no control characters."""
    printable = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") else c for c in value)
    return " ".join(printable.split())


def same(name: str) -> str:
    """What two spellings of one name have in common: for finding names that are given twice."""
    return tidy(unicodedata.normalize("NFKC", name)).casefold()


def readable(names: Sequence[str]) -> list[str]:
    """Title case for a list that a publisher wrote in capitals; any other list comes back as it was.

    One name in capitals among others is somebody's choice ("SODO"); most in capitals is the file's habit.
    """
    shouted = sum(name.isupper() for name in names)
    if shouted * 2 <= len(names):
        return list(names)
    return [title_case(name) if name.isupper() else name for name in names]


def title_case(name: str) -> str:
    """From "O'BRIEN'S POINT SW/DUNLAP" to "O'Brien's Point SW/Dunlap"."""
    words = re.split(r"([\s/\-–—()&,]+)", name)
    titled = [_word(word) if i % 2 == 0 else word for i, word in enumerate(words)]
    for i in range(2, len(titled), 2):
        # "Isle of Dogs", but "Brighton/The Dell": a part after a slash begins anew.
        if titled[i].lower() in SMALL_WORDS and titled[i - 1].strip() == "":
            titled[i] = titled[i].lower()
    return "".join(titled)


def _word(word: str) -> str:
    if word.upper() in STAY_CAPITALS:
        return word.upper()
    parts = re.split(r"(['’])", word.lower())
    for i, part in enumerate(parts):
        # "O'Brien", "D'Arcy" but "John's" and "Don't": a capital follows an apostrophe only after one letter.
        if i == 0 or (len(parts[i - 2]) == 1 and len(part) > 1):
            parts[i] = part[:1].upper() + part[1:]
    joined = "".join(parts)
    if re.match(r"Mc[a-z]{3}", joined):
        return "Mc" + joined[2].upper() + joined[3:]
    return joined


def slug(name: str) -> str:
    """A code from a name, 40 characters at most: "Squire Park/Leschi" gives "squire-park-leschi"."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("'", "").replace("’", "")
    made = re.sub(r"[\W_]+", "-", plain).strip("-")
    return made[:CODE_LENGTH].strip("-") or "area"


def distinct_slugs(names: Sequence[str]) -> list[str]:
    """A code for each name, numbered where two names shorten to the same one; the same for the same list."""
    taken: set[str] = set()
    codes = []
    for name in names:
        code, n = slug(name), 2
        while code in taken:
            code = f"{slug(name)[: CODE_LENGTH - 4]}-{n}"
            n += 1
        taken.add(code)
        codes.append(code)
    return codes
