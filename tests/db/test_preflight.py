"""What is found before freezing: literal sentences that are caught, and literal innocent ones that are not."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from db.disclosure.content import Coarsening, Item, Picture, Slide, Snapshot, Written
from db.disclosure.preflight import Finding, findings
from db.vocabulary.briefings import CoarseningKind, FindingKind, SlideKind, TableName
from tests.db.public_content import a_release, a_slide, a_snapshot, english

TODAY = date(2026, 11, 3)
KNOWN = ("Dana Thornapple", "maria lopez", "The caretaker", "Rosa", "王小明", "أحمد علي", "Nguyễn Văn An", "Ana Rivera")
NAME, ADDRESS, PHONE, EMAIL, PLATE = (
    FindingKind.LOOKS_LIKE_NAME,
    FindingKind.LOOKS_LIKE_ADDRESS,
    FindingKind.LOOKS_LIKE_PHONE,
    FindingKind.LOOKS_LIKE_EMAIL,
    FindingKind.LOOKS_LIKE_PLATE,
)
LOOKS = (NAME, ADDRESS, PHONE, EMAIL, PLATE)


def found(snapshot: Snapshot, **more: Any) -> tuple[Finding, ...]:
    asked = {"known_names": KNOWN, "period_open_from": None, "missing_consent": (), "today": TODAY, **more}
    return findings(snapshot, **asked)


def looks(words: str, **more: Any) -> list[tuple[FindingKind, str]]:
    return [(f.kind, f.excerpt) for f in found(a_snapshot(a_slide(words)), **more) if f.kind in LOOKS]


@pytest.mark.parametrize(
    ("words", "kind", "excerpt"),
    [
        ("We thank Dana Thornapple for the lamp.", NAME, "Dana Thornapple"),
        ("then dana THORNAPPLE rang again", NAME, "dana THORNAPPLE"),
        ("in dana thornapple's garden", NAME, "dana thornapple"),
        ("The lamp that Thornapple asked for.", NAME, "Thornapple"),
        ("Maria López swept the yard.", NAME, "Maria López"),
        ("Rosa brought coffee.", NAME, "Rosa"),
        ("Mrs Coldspring asked for lamps.", NAME, "Mrs Coldspring"),
        ("A call from Mr. Park helped.", NAME, "Mr. Park"),
        ("Nos lo dijo la Sra. Gómez ayer.", NAME, "Sra. Gómez"),
        ("A neighbour, Brian White, showed us.", NAME, "Brian White"),
        ("April Jones keeps the garden.", NAME, "April Jones"),
        ("María de la Cruz pidió luz.", NAME, "María de la Cruz"),
        ("Cảm ơn ông Trần.", NAME, "ông Trần"),
        ("Chúng tôi đã gặp Phạm Minh Đức.", NAME, "Phạm Minh Đức"),
        ("Waxaan la kulannay Axmed Cali.", NAME, "Axmed Cali"),
        ("感谢王小明的帮助。", NAME, "王小明"),
        ("李女士告诉我们路灯坏了。", NAME, "李女士"),
        ("شكرا للسيد وقال السيد أحمد", NAME, "السيد أحمد"),
        ("شكرا أحمد علي", NAME, "أحمد علي"),
        ("አቶ አበበ", NAME, "አቶ አበበ"),
        ("The lamp at 1234 Main Street is mended.", ADDRESS, "1234 Main Street"),
        ("the lamp at 1234 main st is mended", ADDRESS, "1234 main st"),
        ("We walked to 4512 NE 45th St.", ADDRESS, "4512 NE 45th St"),
        ("See 12 Martin Luther King Jr Way.", ADDRESS, "12 Martin Luther King Jr Way"),
        ("In Apt 4B the music stopped.", ADDRESS, "Apt 4B"),
        ("Los vecinos de Calle Alcalá 45 lo piden.", ADDRESS, "Calle Alcalá 45"),
        ("人民路12号的路灯修好了。", ADDRESS, "人民路12号"),
        ("Đèn ở số 12 đường Lê Lợi đã sửa.", ADDRESS, "số 12 đường"),
        ("المصباح عند منزل رقم 5", ADDRESS, "منزل رقم 5"),
        ("የቤት ቁጥር 123", ADDRESS, "የቤት ቁጥር 123"),
        ("Lights on the 4500 block of Rainier Avenue S.", ADDRESS, "4500 block of Rainier Avenue S"),
        ("Call (206) 555-0123.", PHONE, "(206) 555-0123"),
        ("Call 206.555.0123", PHONE, "206.555.0123"),
        ("Call 206‑555‑0123", PHONE, "206-555-0123"),
        ("Ring +44 7700 900123 after six.", PHONE, "+44 7700 900123"),
        ("Ring 0161 496 0000.", PHONE, "0161 496 0000"),
        ("Llame al 612 345 678.", PHONE, "612 345 678"),
        ("电话13800138000", PHONE, "13800138000"),
        ("هاتف ٢٠٦-٥٥٥-٠١٢٣", PHONE, "206-555-0123"),
        ("Write to dana.t@example.org.", EMAIL, "dana.t@example.org"),
        ("Write to dana (at) example (dot) org", EMAIL, "dana (at) example (dot) org"),
        ("Follow @dana_quay for news.", EMAIL, "@dana_quay"),
        ("On facebook.com/dana.quay", EMAIL, "facebook.com/dana.quay"),
        ("A white van, ABC1234, left.", PLATE, "ABC1234"),
        ("A white van, abc-1234, left.", PLATE, "abc-1234"),
        ("A white van, 123-ABC, left.", PLATE, "123-ABC"),
        ("A white van, AB12 CDE, left.", PLATE, "AB12 CDE"),
        ("A car with plate no. 4XYZ left.", PLATE, "4XYZ"),
        ("Una furgoneta con placa 1234 BCD.", PLATE, "1234 BCD"),
        ("一辆白色货车京A12345离开了。", PLATE, "京A12345"),
    ],
)
def test_what_looks_like_a_person_is_found(words: str, kind: FindingKind, excerpt: str) -> None:
    assert (kind, excerpt) in looks(words)


@pytest.mark.parametrize(
    "words",
    [
        "Capitol Hill and Harbour asked for more light.",
        "The lamps on Martin Luther King Jr Way work again.",
        "At the corner of Pike Street and 3rd Avenue it is quiet.",
        "120 people crossed Main Street in an hour.",
        "There are 300 new street lamps, and 24 more in May.",
        "In November and December 2026 we met twice.",
        "On Saturday March 14 we clean up.",
        "Come to National Night Out or Coffee With A Cop.",
        "Seattle Public Library and Garfield High School open their rooms.",
        "The Example City Police thanks you. Many of you came. We heard you.",
        "What You Told Us About Speeding Near Schools",
        "Officer Ana Rivera is there for you. Ask for Ana Rivera.",
        "The caretaker told us.",
        "Between 2024 and 2026, or 2024-2026, or 2024/2025.",
        "3 November 2026, 18:30-20:00, doors at 18.15.",
        "On 2026-07-01 we had 1,250,000 visits, 1 000 000 before.",
        "On 5 May 2026. 150 came.",
        "Ages 12-18 / 19-25 / 26-40.",
        "Call 911 in danger, 311 otherwise, 24/7.",
        "As we said in B-2026-00003 about SR-520 and I-90.",
        "COVID-19 in FY2026; JUL 2026.",
        "OVER 1500 NEIGHBOURS CAME",
        "En la calle hasta las 10, en la Plaza Mayor, 18:30.",
        "La Biblioteca Pública de Seattle abre los lunes.",
        "5月3号，女士们先生们，欢迎。",
        "السيدات والسادة، أهلا وسهلا",
        "Sở Cảnh sát Seattle và đường dây nóng 311.",
        "Booliska Seattle waxay ku faraxsan yihiin.",
        "Cal Anderson Park and Dr. Jose Rizal Park are open.",
    ],
)
def test_what_is_innocent_is_not_found(words: str) -> None:
    assert looks(words) == []


def test_it_stops_for_what_reaches_somebody_and_asks_a_second_person_about_names() -> None:
    slide = a_slide("Brian White, 1234 Main Street, 206-555-0123, ABC1234, b@example.org, 4500 block of Main Street")
    told = {f.excerpt: (f.kind, f.stops, f.by_second, f.slide) for f in found(a_snapshot(slide)) if f.kind in LOOKS}
    assert told == {
        "Brian White": (NAME, False, True, 1),
        "1234 Main Street": (ADDRESS, True, True, 1),
        "206-555-0123": (PHONE, True, True, 1),
        "ABC1234": (PLATE, True, True, 1),
        "b@example.org": (EMAIL, True, True, 1),
        "4500 block of Main Street": (ADDRESS, False, True, 1),
    }
    sentence = next(str(f.sentence) for f in found(a_snapshot(slide)) if f.kind == PLATE)
    assert sentence == "“ABC1234” looks like a number plate. Say “a car” or “a van” instead."


def test_every_text_that_an_audience_reads_is_looked_at() -> None:
    where = (
        a_snapshot(title=english("For Brian White")),
        a_snapshot(Slide(SlideKind.TOLD, title=english("For Brian White"))),
        a_snapshot(Slide(SlideKind.TOLD, text=english("Hello", es="Para Brian White"))),
        a_snapshot(Slide(SlideKind.NEXT, items=(Item(english("Meeting with Brian White")),))),
        a_snapshot(Slide(SlideKind.NEXT, items=(Item(english("Meeting"), place="Home of Brian Whitely"),))),
        a_snapshot(Slide(SlideKind.PICTURE, picture=Picture("image/png", "", 1, 1, english("We see Brian White")))),
    )
    names = [[f.excerpt for f in found(one) if f.kind == NAME] for one in where]
    assert all(any("Brian White" in name for name in here) for here in [*names[:4], names[5]])
    # With "Home" beside it, it may be a house's name; the desk's own names are found all the same.
    assert [f.excerpt for f in found(where[4], known_names=["Brian Whitely"]) if f.kind == NAME] == ["Brian Whitely"]


def test_what_two_languages_say_is_said_once_and_the_public_line_may_stand() -> None:
    slide = Slide(SlideKind.TEXT, text=english("Call 206-555-0123", es="Llame al 206-555-0123"))
    assert [f.excerpt for f in found(a_snapshot(slide)) if f.kind == PHONE] == ["206-555-0123"]
    line = "Call 206-555-0123, or write to desk@example.org"
    assert looks(line, public_contact="206-555-0123, desk@example.org") == []
    assert looks(line + " or 206-555-0199", public_contact="206-555-0123, desk@example.org") == [
        (PHONE, "206-555-0199")
    ]


def test_organisations_the_desk_knows_are_no_people() -> None:
    assert looks("With Blue Door and Copper Kettle we painted.") == [(NAME, "Blue Door"), (NAME, "Copper Kettle")]
    assert looks("With Blue Door and Copper Kettle we painted.", known_places=["Blue Door", "Copper Kettle"]) == []


def test_a_place_with_a_persons_name_in_it_vouches_for_nobody() -> None:
    words = "Meet us in Dana Thornapple's garden."
    assert looks(words, known_places=["Dana Thornapple's garden"]) == [(NAME, "Dana Thornapple")]


def test_a_period_that_is_open_or_closed_too_lately_stops() -> None:
    def said(today: date, opens: date | None = date(2026, 10, 7)) -> list[str]:
        kinds = found(a_snapshot(), period_open_from=opens, today=today)
        return [str(f.sentence) for f in kinds if f.kind == FindingKind.PERIOD and f.stops]

    assert said(date(2026, 9, 30)) == [
        "The period is not over: it ends on 2026-09-30. It can be frozen from 2026-10-07."
    ]
    assert said(date(2026, 10, 6)) == [
        "The period ended on 2026-09-30, less than seven days ago: late entries would be missing. "
        "It can be frozen from 2026-10-07."
    ]
    assert said(date(2026, 10, 7)) == []
    assert said(date(2026, 9, 30), None) == []  # published already


def test_what_was_removed_and_coarsened_is_said_and_does_not_stop() -> None:
    merged = Coarsening(CoarseningKind.AREAS_MERGED, TableName.CONCERNS_BY_GROUP, ("harbour", "capitol-hill"))
    dropped = Coarsening(CoarseningKind.TABLE_DROPPED, TableName.EVENTS_BY_AREA)
    release = a_release(coarsened=(merged, dropped))
    told = [f for f in found(a_snapshot(release=release)) if f.kind in (FindingKind.COARSENED, FindingKind.LEFT_OUT)]
    assert [str(f.sentence) for f in told] == [
        "Left out of every figure: sensitive topics (hate incident, domestic abuse, sexual harm, exploitation or "
        "vulnerable person, police conduct, homelessness and welfare), restricted and withdrawn records.",
        "2 figures below ten, zero included, read “fewer than 10”.",
        "In “concerns by neighbourhood and kind” these are shown together, because a small figure could have been worked "
        "out: Harbour, Capitol Hill.",
        "“events by neighbourhood” is not shown at all: small figures could have been worked out however it was put together.",
    ]
    assert not any(f.stops for f in told)


@pytest.mark.parametrize("kind", CoarseningKind)
def test_each_way_of_coarsening_has_its_sentence(kind: CoarseningKind) -> None:
    release = a_release(coarsened=(Coarsening(kind, TableName.CONCERNS_BY_GROUP, ("harbour",)),))
    (told,) = [str(f.sentence) for f in found(a_snapshot(release=release)) if f.kind == FindingKind.COARSENED]
    assert "concerns by neighbourhood and kind" in told


def test_languages_that_are_missing_or_made_by_a_machine_are_said_slide_by_slide() -> None:
    half = Slide(SlideKind.TOLD, title=english("Lamps", es="Faroles"), text=english("They work."))
    machine = Slide(SlideKind.TEXT, text=(*english("Lamps", es="Faroles"), Written("ar", "مصابيح", machine=True)))
    snapshot = a_snapshot(half, machine, languages=("en", "es", "ar"), title=english("Ours", es="Lo nuestro"))
    told = [
        (f.kind, f.slide, str(f.sentence), f.stops)
        for f in found(snapshot)
        if f.kind in (FindingKind.LANGUAGE_MISSING, FindingKind.MACHINE_MADE)
    ]
    missing, made = FindingKind.LANGUAGE_MISSING, FindingKind.MACHINE_MADE
    assert told == [
        (missing, None, "No words yet in Arabic: shown in English there, and marked.", False),
        (missing, 1, "No words yet in Spanish, Arabic: shown in English there, and marked.", False),
        (made, 2, "Made by a machine and confirmed by nobody, in Arabic: it is marked as such on the slide.", False),
    ]  # and nothing of slide 3: an officer's name is the same in every language


def test_pictures_and_stories_without_consent_stop_and_come_first() -> None:
    picture = Slide(SlideKind.PICTURE, picture=Picture("image/png", "", 1, 1, ()))
    told = found(a_snapshot(a_slide("Fine.", SlideKind.STORY), picture), missing_consent={1, 2})
    assert [(f.kind, f.slide, f.stops) for f in told[:3]] == [
        (FindingKind.NO_CONSENT, 1, True),
        (FindingKind.NO_CONSENT, 2, True),
        (FindingKind.LEFT_OUT, None, False),
    ]
    looked = [(f.stops, f.by_second) for f in told if f.kind == FindingKind.PICTURE]
    assert looked == [(False, True), (False, False)]  # look at it; say what it shows


def test_text_too_long_for_one_slide_says_how_many_lines_fit() -> None:
    def long(slide: Slide) -> list[str]:
        return [str(f.sentence) for f in found(a_snapshot(slide)) if f.kind == FindingKind.TOO_LONG]

    assert long(a_slide("line\n" * 12)) == []
    too_long = "Too long for one slide in English: {} lines fit. Shorten it, or go on with another slide."
    assert long(a_slide("line\n" * 13)) == [too_long.format(12)]
    assert long(a_slide("word " * 200)) == [too_long.format(12)]
    assert long(a_slide("line\n" * 4, SlideKind.TOLD)) == [too_long.format(3)]
    chinese = replace(a_slide("Short"), text=english("Short", zh_Hans="灯" * 500))
    assert long(chinese) == [too_long.format(12).replace("English", "Chinese")]
