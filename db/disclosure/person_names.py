"""Words that look like a person's name, in the seven languages of briefings: known to the desk, with a form of address, or two
capitals side by side that are no place, organisation or event.

Wrong now and then, both ways: a person looks at what is found, and a second one approves.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Set

from db.disclosure.contact_details import evened
from db.disclosure.plain_words import ALONE, BEGINS, NO_PERSON, WELL_KNOWN
from db.subjects import plainly

_CAPITALS = "".join(c for c in map(chr, range(0x1F00)) if c.isupper() and unicodedata.name(c).startswith("LATIN"))
_SPELT = rf"(?:[OD]['’])?[{_CAPITALS}][^\W\d_]*(?:['’-][^\W\d_]+)*"
_RUN = re.compile(rf"{_SPELT}(?: (?:de la|de los|del|de|da|von|van der|van|bin|al|ibn|[A-Z]\.)? ?{_SPELT})+")
_ADDRESSED = re.compile(
    rf"(?<!\w)(?:(?:Mr|Mrs|Ms|Mx|Dr|Sr|Sra|Srta|Prof|Rev)\b\.?|(?:Miss|Madam|Pastor|Rabbi|Imam|Señora?|Señorita|Don|Doña|Doctora?"
    rf"|Mudane|Marwo|Ông|ông|Bà|bà|Anh|anh|Chị|chị|Cô|cô|Chú|chú|Em|em|Bác|bác)) ({_SPELT}(?: {_SPELT})*)"
)
_STREET_BEFORE = re.compile(r"(?:[A-Z][\w'’-]*|\d+(?:st|nd|rd|th)) $")
_SURNAME = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
    "贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_OTHER_SCRIPTS = (
    re.compile(rf"[{_SURNAME}][\u4e00-\u9fff]{{0,2}}(?:先生|女士|小姐|太太|老师|医生|奶奶|爷爷|阿姨)(?!们)"),
    re.compile(
        r"(?<!\w)(?:السيد|السيدة|الآنسة|الدكتور|الدكتورة|الأستاذ|الأستاذة|الشيخ)\s+[\u0621-\u064a]{2,}(?:\s+[\u0621-\u064a]{2,})?"
    ),
    re.compile(r"(?<!\w)(?:አቶ|ወይዘሮ|ወ/ሮ|ወይዘሪት|ወ/ሪት|ዶ/ር|ዶክተር)\s+[\u1200-\u137f]+(?:\s+[\u1200-\u137f]+)?"),
)
_CJK = re.compile(r"[\u4e00-\u9fff]{2,4}")
LONGEST = 5  # words of a known name


class Names:
    """What the desk knows, made ready once for all texts of a briefing (`said`: all of them)."""

    def __init__(
        self, known: Collection[str], *, places: Collection[str], officers: Collection[str], said: str
    ) -> None:
        self.places = [f" {plainly(name)} " for name in (*places, *WELL_KNOWN) if plainly(name)]
        self.officers = [f" {plainly(name)} " for name in officers]
        heard = set(plainly(said).split())
        told = [name.strip() for name in known if _could_be_in(name, heard, said) and _is_name(name.strip())]
        self.whole = {flat for name in told if (flat := plainly(name)) and len(flat) > 2}
        parts = {part for name in told if len(name.split()) > 1 for part in plainly(name).split() if len(part) > 2}
        self.parts = parts - NO_PERSON - ALONE
        self.unspaced = {name for name in told if _CJK.fullmatch(name)}

    def permits(self, name: str) -> bool:
        flat = f" {plainly(name)} "
        if any(flat in officer for officer in self.officers) or flat in self.places:
            return True
        return len(flat.split()) > 1 and any(flat in place for place in self.places)

    def look(self, words: str) -> Iterator[str]:
        """Each once, as it is written."""
        flat = evened(words)
        seen: list[str] = []
        for look in (self._known, _addressed, _in_other_scripts, self._capitals):
            for name in look(flat):
                new = not any(f" {plainly(name)} " in f" {plainly(one)} " for one in seen)
                if new and not self.permits(name):
                    seen.append(name)
                    yield name

    def _known(self, flat: str) -> Iterator[str]:
        spots = [(m.start(), m.end()) for m in re.finditer(r"[^\W_]+(?:['’-][^\W_]+)*", flat)]
        at = 0
        while at < len(spots):
            for n in range(min(LONGEST, len(spots) - at), 0, -1):
                said = flat[spots[at][0] : spots[at + n - 1][1]]
                if plainly(said) in self.whole and (n > 1 or not said.islower()):
                    yield said
                    at += n - 1
                    break
            at += 1
        yield from (name for name in self.unspaced if name in flat)

    def _capitals(self, flat: str) -> Iterator[str]:
        lines = [line for line in re.split(r"[\n.!?:;•“”\"()¿¡,]| [-/|] ", _guarded(flat)) if line.strip()]
        for line in lines:
            if _is_headline(line):
                continue
            taken = []
            for found in _RUN.finditer(line):
                taken.append(found.span())
                name = self._a_person(found[0])
                if name:
                    yield name
            for found in re.finditer(_SPELT, line):
                alone = not any(start <= found.start() < end for start, end in taken)
                if alone and plainly(found[0]) in self.parts:
                    yield found[0]

    def _a_person(self, run: str) -> str | None:
        parts = run.split()
        while parts and parts[0].casefold() in BEGINS:
            parts.pop(0)
        parts = [part for part in parts if not (part.isupper() and len(part) > 1)]  # SPD, BBQ
        name = " ".join(parts)
        if sum(part[0].isupper() for part in parts) < 2 or self.permits(name):
            return None
        rest = f" {plainly(name)} "
        for allowed in (*self.places, *self.officers):
            rest = rest.replace(allowed, " ")
        said = rest.split()
        if len(said) < 2 or set(said) & NO_PERSON or set(said) <= ALONE:
            return None
        return name


def _could_be_in(name: str, heard: Set[str], said: str) -> bool:
    """Whether any of its words was said: a desk knows two hundred thousand names, and a briefing says few words."""
    words = name.lower() if name.isascii() else plainly(name)
    parts = words.replace("-", " ").replace("'", " ").replace(".", " ").split()
    return any(part in heard for part in parts) or (not name.isascii() and name.strip() in said)


def _is_name(name: str) -> bool:
    """Not what stands for one: "The caretaker", "a neighbour"."""
    parts = name.split()
    if not parts or parts[0].casefold() in BEGINS or set(plainly(name).split()) <= NO_PERSON | ALONE:
        return False
    return len(parts) == 1 or any(not part[0].islower() for part in parts[1:]) or name.islower()


def _guarded(flat: str) -> str:
    """Stops that end no sentence are taken out."""
    return re.sub(r"\b(Mr|Mrs|Ms|Dr|Sr|Sra|Jr|St|Ave|Prof|Rev|[A-Z])\.", r"\1", flat)


def _is_headline(line: str) -> bool:
    """Each Word Has a Capital: there, two of them say nothing."""
    long = [word for word in re.findall(r"[^\W\d_]+", line) if len(word) > 3]
    return len(long) > 3 and all(word[0].isupper() for word in long)


def _addressed(flat: str) -> Iterator[str]:
    for found in _ADDRESSED.finditer(flat):
        street = found[0].startswith("Dr") and _STREET_BEFORE.search(flat[: found.start()])
        # "Dr. Jose Rizal Park", "John Little, Sr. Park"; but "Mr. Park" is somebody.
        park = found[0].startswith(("Dr", "Sr", "Don")) and plainly(found[0]).split()[-1] in NO_PERSON
        if not street and not park:
            yield found[0]


def _in_other_scripts(flat: str) -> Iterator[str]:
    for pattern in _OTHER_SCRIPTS:
        yield from (found[0] for found in pattern.finditer(flat))
