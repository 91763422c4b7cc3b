"""Words that look like a way to reach or find somebody: e-mail, handle, telephone number, number plate, street address.

Made to be right about what people type into a slide, in the seven languages of briefings; a person looks at what is found.
"""

import re
import unicodedata
from collections.abc import Iterator

from db.subjects import DATE, MAIL, NUMBER, digits
from db.vocabulary.briefings import FindingKind

Looks = tuple[FindingKind, str]  # what it looks like, and the words

# A name at some service: @somebody, or its address.
_HANDLE = re.compile(
    r"(?<![\w.@])@\w[\w.]+\w"
    r"|\b(?:facebook|instagram|tiktok|twitter|x|t|wa|linkedin|nextdoor|youtube|snapchat)\.(?:com|me|net)/[\w@./?=-]+",
    re.IGNORECASE,
)

# Where "call" or its like stands before it, a short number is one too.
_CALL = re.compile(
    r"(?:\b(?:tel(?:ephone|éfono)?|phone|cell|call|ring|text|whatsapp|llam[ea]|wac|taleefan(?:ka)?|gọi|điện thoại)"
    r"|电话|手机|هاتف|اتصل|ስልክ)[^\w\n]{0,3}(?:(?:no|number|us|at|on|al|số|lambar)\W{1,2}){0,2}(\+?\d[\d -]{3,}\d)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}[.:]\d\d(?:\s*-\s*\d{1,2}[.:]\d\d)?")
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s*[-/]\s*(?:19|20)\d\d)*")
_YEAR_AND_CLOCK = re.compile(r"\b(?:19|20)\d\d(?= +\d{1,2}[.:]\d\d\b)")
_GROUPED = re.compile(r"\d{1,3}(?:[ .]\d{3})+")

_JOINED_PLATE = re.compile(
    r"(?<![\w-])(?:[A-Z]{3}-?\d{4}|\d{3}-?[A-Z]{3}|[A-Z]{3}-\d{3}|\d[A-Z]{3}\d{3}|[A-Z]\d{5}[A-Z]|[A-Z]{2}\d{5}"
    r"|[A-Z]{2}\d{2}[A-Z]{3}|[A-Z]\d{1,3}[A-Z]{3}|\d{3}[A-Z]\d{2,3})(?![\w-])",
    re.IGNORECASE,
)
_SPACED_PLATE = re.compile(r"(?<![\w-])(?:[A-Z]{3} \d{4}|[A-Z]{2}\d{2} [A-Z]{3})(?![\w-])")
_CHINESE_PLATE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z0-9]{5,6}")
_SAID_PLATE = re.compile(
    r"(?:\b(?:(?:licen[cs]e|number|car)\s+plates?|plates?|registration|reg\b\.?|placas?|matrículas?"
    r"|biển số(?: xe)?|taarik(?:o|ada)|tarho)"
    r"|车牌号?码?|لوحة|ታርጋ)(?:\s*(?:no\.?|number|is|was|es|:|：|#|-))*\s*"
    r"((?=[A-Z-]*\d)[A-Z0-9]{3,8}(?:[ -](?-i:[A-Z0-9]{2,5}))?)(?![\w-])",
    re.IGNORECASE,
)
_NO_PLATE = re.compile(
    r"(?:[A-Z]{2,3}[ -]?(?:19|20)\d\d"  # FY2026, JUL 2026
    r"|(?:I|SR|US|WA|M|A|B|E)-?\d+"  # roads
    r"|\d+(?:ST|ND|RD|TH|KM|MPH|AM|PM|HRS?|MIN|USD)"
    r"|[A-Z]+-\d{4}-\d+)",  # our own references
    re.IGNORECASE,
)

_WAY = r"(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)"
_STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Court|Ct|Place|Pl|Terrace|Ter|Close|Crescent"
    r"|Cres|Square|Sq|Parkway|Pkwy|Highway|Hwy|Circle|Cir|Alley|Mews|Grove|Gardens)"
)
_STREET_WORD = r"(?:[A-ZÀ-Þ][\w'’-]*\.?|\d+(?:st|nd|rd|th))"
_BLOCK = re.compile(
    rf"\b\d{{2,5}}[ -]?(?i:block) of\s+(?:{_WAY}\.?\s+)?{_STREET_WORD}(?:\s+{_STREET_WORD})*|\b[Cc]uadra \d{{2,5}} de\b"
)
_ADDRESSES = (
    re.compile(
        rf"(?<![\w$€£.,-])\d{{1,6}}[A-Za-z]?,?\s+(?:{_WAY}\.?\s+)?(?:{_STREET_WORD}\s+){{1,4}}{_STREET}\b(?![-'’])"
    ),
    # The same in small letters, as it is typed in a hurry; never "300 new street lamps".
    re.compile(
        rf"(?<![\w$€£.,-])\d{{3,6}}\s+(?:{_WAY}\s+)?(?!new|more|of|per|each|the|other|extra|broken|residents)[\w'’]+\s+"
        rf"(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|drive)\b(?!\s+(?:light|lamp|tree|sign|park|clean|level|closure))",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?i:calle|avenida|avda?\.|paseo|plaza|camino|carretera|callejón|bulevar)\s+"
        r"(?:(?:de|del|la|las|los|el|y)\s+)*[A-ZÁÉÍÓÚÑ][\wáéíóúñ]+(?:\s+(?:(?:de|del|la|las|los|y)\s+)*[A-ZÁÉÍÓÚÑ][\wáéíóúñ]+)*"
        r",?\s+(?:n\.?[º°o]\.?|núm(?:ero|\.)|#)?\s*\d{1,5}\b(?!\s*(?:[:h]|de\b|a\.?\s?m|p\.?\s?m))",
    ),
    re.compile(r"\b(?i:apt\.?|apartment|flat|apto\.?|apartamento|depto\.?|phòng|căn hộ)\s*#?\s*\d{1,4}[A-Z]?\b"),
    re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"),  # a postcode of the United Kingdom: some fifteen homes
    re.compile(r"[\u4e00-\u9fff]{1,12}(?:路|街|道|巷|弄)\s*\d+\s*号|\d+\s*(?:号楼|栋|单元|室)"),
    re.compile(
        r"\bsố(?: nhà)? \d+[A-Za-z]?(?:/\d+)*,? (?:đường|phố|ngõ|hẻm)"
        r"|\b\d+[A-Za-z]?(?:/\d+)*,? (?:đường|phố) (?-i:(?=[A-ZĐÀ-Ỹ]))",
        re.IGNORECASE,
    ),
    re.compile(r"(?:منزل|بيت|بناية|عمارة|شقة)\s+(?:رقم\s+)?\d+|شارع\s+[\u0600-\u06ff ]{2,30}?[،,]?\s*رقم\s*\d+"),
    re.compile(r"የቤት\s*ቁጥር\s*\d+"),
    re.compile(r"\bguri(?:ga|gu)?\s+(?:lambar(?:ka)?|nambar|no\.?)\s*\d+", re.IGNORECASE),
)


def contact_details(words: str, *, public: str = "") -> Iterator[Looks]:
    """Each thing once, as it is written. `public`: the agency's own line, which may be said."""
    flat = evened(words)
    for part in evened(public).replace(",", " ").split():
        if len(digits(part)) > 4 or "@" in part or "/" in part:
            flat = flat.replace(part, " ")
    for kind, look in (
        (FindingKind.LOOKS_LIKE_EMAIL, _mail),
        (FindingKind.LOOKS_LIKE_ADDRESS, _addresses),
        (FindingKind.LOOKS_LIKE_PLATE, _plates),
        (FindingKind.LOOKS_LIKE_PHONE, _phones),
    ):
        for found in dict.fromkeys(look(flat)):
            flat = flat.replace(found, " … ")  # what is an address is no telephone number as well
            yield kind, found.strip()


def blocks(words: str) -> Iterator[str]:
    """ "4500 block of Rainier Avenue": no exact address, and few enough homes in places."""
    yield from (found[0].strip(" .") for found in _BLOCK.finditer(evened(words)))


def evened(words: str) -> str:
    """One kind of figures, hyphens and spaces, whatever keyboard or machine they come from."""
    flat = unicodedata.normalize("NFKC", words)
    flat = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in flat)
    flat = re.sub(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]", "", flat)
    return re.sub(r"[^\S\n]", " ", re.sub(r"[\u2010-\u2015\u2212]", "-", flat))


def _mail(flat: str) -> Iterator[str]:
    for pattern in (MAIL, _HANDLE):
        yield from (found[0].rstrip(".") for found in pattern.finditer(flat))
    yield from (
        found[0]
        for found in re.finditer(r"\b[\w.+-]+ ?[(\[] ?at ?[)\]] ?[\w-]+(?:\.| ?[(\[] ?dot ?[)\]] ?)[\w.-]+", flat)
    )


def _addresses(flat: str) -> Iterator[str]:
    for pattern in _ADDRESSES:
        yield from (found[0] for found in pattern.finditer(flat) if not re.match(r"\d+[ -]block of", found[0], re.I))


def _plates(flat: str) -> Iterator[str]:
    patterns = [_SAID_PLATE, _JOINED_PLATE, _CHINESE_PLATE]
    if flat != flat.upper() or len(flat.split()) < 4:  # in a title all in capitals "FOR 1500" is no plate
        patterns.append(_SPACED_PLATE)
    for pattern in patterns:
        for found in pattern.finditer(flat):
            plate = found[found.lastindex or 0]
            if not _NO_PLATE.fullmatch(plate):
                yield plate


def _phones(flat: str) -> Iterator[str]:
    yield from (found[1] for found in _CALL.finditer(flat) if not _YEARS.fullmatch(found[1].strip()))
    for sentence in re.split(r"\. |\n", _YEAR_AND_CLOCK.sub("", flat)):
        for found in NUMBER.finditer(sentence):
            if _is_phone(found[0]):
                yield "(" * (")" in found[0] and "(" not in found[0]) + found[0]


def _is_phone(number: str) -> bool:
    """Not a day, hours, years or a large number in groups."""
    plain = number.strip()
    groups = re.findall(r"\d+", plain)
    figures = sum(map(len, groups))
    if any(shape.fullmatch(plain) for shape in (DATE, _CLOCK, _YEARS)) or not 7 <= figures <= 15:
        return False
    if _GROUPED.fullmatch(plain) and figures <= 7:
        return False
    longest = max(map(len, groups))
    # Ages and hours ("12-18 / 19-25 / 26-40") come in twos as well.
    return plain.startswith(("+", "0")) or longest >= 3 or longest == 1
