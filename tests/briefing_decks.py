"""Briefings as renderers get them, in three scripts and both directions: every kind of slide, every kind of figure."""

import base64
import struct
import zlib
from dataclasses import replace

from dashboard.documents.briefing.deck import (
    AreaMap,
    Bar,
    Bars,
    Deck,
    DeckSlide,
    Grid,
    Photo,
    Point,
    Shape,
)
from db.vocabulary.briefings import SlideKind

# What a hostile author may type; it has to be read as it stands, everywhere.
HOSTILE = "</script><script>window.struck=1</script><img src=x onerror='window.struck=1'>\"&"


def _png(width: int, height: int) -> str:
    """A picture with a slope of grey from left to right."""
    row = b"\0" + bytes(x * 255 // width for x in range(width))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(row * height)) + chunk(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + body).decode()


# A city of three columns and two rows with a bent river between; longitude and latitude. (code, column, row)
_GROUND = (("NA", 0, 1), ("NB", 1, 1), ("NC", 2, 1), ("SA", 0, 0), ("SB", 1, 0), ("SC", 2, 0))


def _outline(column: int, row: int) -> dict[str, object]:
    west, east = -122.40 + column * 0.04, -122.36 + column * 0.04
    bend = 47.62 + 0.004 * (column - 1), 47.62 + 0.004 * ((column + 1) % 3 - 1)
    south, north = ((47.59, 47.59), bend) if row == 0 else (bend, (47.66, 47.65))
    ring = [[west, south[0]], [east, south[1]], [east, north[1]], [west, north[0]], [west, south[0]]]
    return {"type": "Polygon", "coordinates": [ring]}


def _shapes(names: tuple[str, ...], shown: tuple[str, ...], chosen: tuple[str, ...]) -> tuple[Shape, ...]:
    steps = (3, 1, 0, 2, None, 1)
    return tuple(
        Shape(
            code=code,
            name=name,
            outline=_outline(column, row),
            at=(-122.38 + column * 0.04, 47.605 if row == 0 else 47.638),
            shown=words,
            step=step,
            chosen=code in chosen,
        )
        for (code, column, row), name, words, step in zip(_GROUND, names, shown, steps, strict=True)
    )


ENGLISH = Deck(
    language="en",
    direction="ltr",
    ref="B-2026-0007",
    title="What we heard from July to September 2026",
    subtitle="For residents of Northgate and Riverside",
    agency="Harbour City Police",
    period="July to September 2026",
    source="Harbour City Police, July to September 2026, counted on 9 October 2026. Figures are rounded to 5.",
    notice="Invented people and figures, for demonstration only",
    slides=(
        DeckSlide(
            kind=SlideKind.TITLE,
            title="What we heard from July to September 2026",
            lead="For residents of Northgate and Riverside",
            points=(Point("Harbour City Police"), Point("Tuesday 3 November 2026")),
            marks=("Invented people and figures, for demonstration only",),
        ),
        DeckSlide(
            kind=SlideKind.TOLD,
            title="What you told us",
            lead="You told us most often about traffic and parking.",
            bars=Bars(
                name="told-by-kind",
                title="What you told us about",
                caption="Concerns received from July to September 2026, whole city",
                axis="Concerns, rounded to 5",
                bars=(
                    Bar("Traffic and parking", "about 145", 145),
                    Bar("Noise and anti-social behaviour", "about 90", 90),
                    Bar("Burglary and theft", "about 60", 60),
                    Bar("State of the street", "about 45", 45),
                    Bar("Policing and feeling safe", "about 20", 20),
                    Bar("Drugs", "about 10", 10),
                    Bar("Violence and robbery", "fewer than 10", None),
                    Bar("Anything else", "not shown", None),
                ),
            ),
            note="Sensitive kinds, such as domestic violence, are counted nowhere in this briefing.",
        ),
        DeckSlide(
            kind=SlideKind.WHERE,
            title="Where it was",
            lead="Most of it was in Northgate.",
            map=AreaMap(
                name="where",
                title="Concerns by neighbourhood",
                caption="Concerns received from July to September 2026",
                shapes=_shapes(
                    ("Northgate", "Fairmount", "Capitol Heights", "Riverside", "Old Harbour", "Georgetown"),
                    ("about 145", "about 40", "about 15", "about 75", "fewer than 10", "about 30"),
                    ("NA", "SA"),
                ),
                steps=("10 to 20", "25 to 45", "50 to 95", "100 and more"),
                nothing="fewer than 10, or not shown",
            ),
            note="An area stands for the neighbourhood, not for an address.",
        ),
        DeckSlide(
            kind=SlideKind.CHANGED,
            title="What changed since we last met",
            lead="More about noise, less about burglary and theft.",
            bars=Bars(
                name="changed",
                title="Then and now",
                caption="Concerns received in Northgate and Riverside",
                axis="Concerns, rounded to 5",
                series=("July to September", "April to June"),
                bars=(
                    Bar("Traffic and parking", "about 85", 85, 80, "about 80"),
                    Bar("Noise and anti-social behaviour", "about 55", 55, 30, "about 30"),
                    Bar("Burglary and theft", "about 25", 25, 40, "about 40"),
                    Bar("State of the street", "about 15", 15, None, "fewer than 10"),
                    Bar("Drugs", "fewer than 10", None, 10, "about 10"),
                ),
            ),
        ),
        DeckSlide(
            kind=SlideKind.DID,
            title="What we did",
            lead="We held about 15 meetings and walks and about 240 patrols.",
            grid=Grid(
                title="What we did, by neighbourhood",
                head=("Neighbourhood", "Events", "Activities"),
                rows=(
                    ("Northgate", "about 15", "about 130"),
                    ("Riverside", "fewer than 10", "about 85"),
                    ("Old Harbour and Georgetown", "fewer than 10", "about 25"),
                    ("Whole city", "about 15", "about 240"),
                ),
            ),
        ),
        DeckSlide(
            kind=SlideKind.PROMISES,
            title="What we promised",
            lead="About 20 of our promises were kept, fewer than 10 are outstanding.",
            points=(
                Point("Measure speed on Holman Road for two weeks", "9 September 2026", "Kept", "good"),
                Point(
                    "Ask the city to mend the lamps in Ravine Park",
                    "due 20 August, done 2 September",
                    "Kept late",
                    "late",
                ),
                Point(
                    "Walk the market with traders every Friday in September",
                    "due 30 September 2026",
                    "Outstanding",
                    "open",
                ),
                Point("Write to the owners of the empty house on 3rd Avenue", "1 September 2026", "Kept", "good"),
                Point("Meet the school about the crossing before the term starts", "28 August 2026", "Kept", "good"),
                Point("Put up signs against dumping at the old quay", "due 15 September 2026", "Outstanding", "open"),
                Point("Come back in November and say what the speed checks showed", "3 November 2026", "Kept", "good"),
            ),
        ),
        DeckSlide(
            kind=SlideKind.WORKS,
            title="What works",
            lead="Where we asked again, most said it was solved for good.",
            bars=Bars(
                name="works",
                title="Was it really solved?",
                caption="Answers from July to September 2026, whole city",
                axis="Answers, rounded to 5",
                bars=(Bar("Solved for good", "about 35", 35), Bar("Came back", "fewer than 10", None)),
            ),
            points=(Point("Two speed displays stay where they are.", tone="good"),),
        ),
        DeckSlide(
            kind=SlideKind.NEXT,
            title="What comes next",
            lead="Come and talk to us.",
            points=(
                Point(
                    "Community meeting, Northgate Library", "Interpreters for Chinese and Arabic", "Tue 10 Nov, 18:30"
                ),
                Point("Safety walk, Ravine Park", "", "Sat 14 Nov, 10:00"),
                Point("Hora de consulta en español, Centro Ribera", "", "Thu 19 Nov, 17:00", language="es"),
            ),
        ),
        DeckSlide(
            kind=SlideKind.CONTACTS,
            title="Whom to talk to",
            points=(
                Point("Officer A. Rivera", "206-555-0110, northgate@police.example", "Northgate"),
                Point("Officer L. Chen", "206-555-0111, riverside@police.example", "Riverside"),
            ),
            note="In an emergency call 911.",
        ),
        DeckSlide(
            kind=SlideKind.STORY,
            title="The lamps of Ravine Park",
            lead="“We use the path again in the evening.”",
            photo=Photo("image/png", _png(64, 48), 64, 48, "A path between trees with new lamps along it"),
            points=(Point("Neighbours counted the broken lamps; the city replaced them in two weeks."),),
            marks=("Told with consent",),
        ),
        DeckSlide(
            kind=SlideKind.PICTURE,
            title="The new crossing",
            photo=Photo("image/png", _png(40, 60), 40, 60, "A zebra crossing in front of a school"),
        ),
        DeckSlide(
            kind=SlideKind.TEXT,
            title="Holman Road: what we will try",
            lead="Two speed displays stay until March.",
            points=(Point(HOSTILE), Point("Las pantallas se quedan hasta marzo.", language="es")),
            marks=("Shown in English",),
        ),
        DeckSlide(
            kind=SlideKind.METHOD,
            title="How we count",
            points=(
                Point("We count concerns, not people; the same concern from the same person counts once."),
                Point("Below 10, zero included, we write “fewer than 10”; the rest is rounded to 5."),
                Point("Totals are rounded by themselves and need not add up."),
                Point("Some kinds are never shown by neighbourhood and are in no total."),
                Point("Old Harbour and Georgetown were put together, because each alone would say too much."),
            ),
            note="Figures are published once and do not change afterwards.",
        ),
    ),
)

ARABIC = Deck(
    language="ar",
    direction="rtl",
    ref="B-2026-0007",
    title="ما سمعناه من يوليو إلى سبتمبر 2026",
    subtitle="لسكان نورثغيت وريفرسايد",
    agency="شرطة مدينة هاربر",
    period="من يوليو إلى سبتمبر 2026",
    source="شرطة مدينة هاربر، من يوليو إلى سبتمبر 2026، أُحصيت في 9 أكتوبر 2026. الأرقام مقرّبة إلى 5.",
    words={
        "start": "ابدأ",
        "minutes": "دقائق العرض",
        "room": "القاعة",
        "light_room": "مضيئة",
        "dark_room": "مظلمة",
        "slide_of": "{n} من {total}",
        "left": "بقي {n} د",
        "over": "تجاوز {n} د",
        "table_of": "الأرقام نفسها في جدول",
        "area": "الحي",
        "figure": "الرقم",
        "source": "المصدر: {source}",
        "continued": "{title} ({n} من {total})",
        "map": "خريطة: {title}",
        "chart": "رسم بياني: {title}",
    },
    slides=(
        DeckSlide(
            kind=SlideKind.TITLE,
            title="ما سمعناه من يوليو إلى سبتمبر 2026",
            lead="لسكان نورثغيت وريفرسايد",
            points=(Point("شرطة مدينة هاربر"),),
            marks=("ترجمة آلية",),
        ),
        DeckSlide(
            kind=SlideKind.TOLD,
            title="ما قلتموه لنا",
            lead="أكثر ما ذكرتموه هو المرور ومواقف السيارات.",
            bars=Bars(
                name="told-by-kind",
                title="ما تحدثتم عنه",
                caption="الشكاوى الواردة من يوليو إلى سبتمبر 2026، المدينة كلها",
                axis="شكاوى، مقرّبة إلى 5",
                bars=(
                    Bar("المرور ومواقف السيارات", "نحو 145", 145),
                    Bar("الضوضاء والسلوك المزعج", "نحو 90", 90),
                    Bar("السطو والسرقة", "نحو 60", 60),
                    Bar("العنف والسلب", "أقل من 10", None),
                ),
            ),
        ),
        DeckSlide(
            kind=SlideKind.WHERE,
            title="أين كان ذلك",
            lead="معظمه كان في نورثغيت.",
            map=AreaMap(
                name="where",
                title="الشكاوى حسب الحي",
                caption="الشكاوى الواردة من يوليو إلى سبتمبر 2026",
                shapes=_shapes(
                    ("نورثغيت", "فيرماونت", "كابيتول", "ريفرسايد", "الميناء القديم", "جورجتاون"),
                    ("نحو 145", "نحو 40", "نحو 15", "نحو 75", "أقل من 10", "نحو 30"),
                    ("NA", "SA"),
                ),
                steps=("من 10 إلى 20", "من 25 إلى 45", "من 50 إلى 95", "100 أو أكثر"),
                nothing="أقل من 10 أو غير معروض",
            ),
        ),
        DeckSlide(
            kind=SlideKind.CHANGED,
            title="ما الذي تغيّر منذ لقائنا الأخير",
            bars=Bars(
                name="changed",
                title="من قبل والآن",
                caption="الشكاوى الواردة في نورثغيت وريفرسايد",
                axis="شكاوى، مقرّبة إلى 5",
                series=("من يوليو إلى سبتمبر", "من أبريل إلى يونيو"),
                bars=(
                    Bar("المرور ومواقف السيارات", "نحو 85", 85, 80, "نحو 80"),
                    Bar("المخدرات", "أقل من 10", None, 10, "نحو 10"),
                ),
            ),
        ),
        DeckSlide(
            kind=SlideKind.PROMISES,
            title="ما وعدنا به",
            lead="وفينا بنحو 20 وعدًا.",
            points=(
                Point("قياس السرعة في شارع هولمان لمدة أسبوعين", "9 سبتمبر 2026", "أُنجز", "good"),
                Point("Walk the market with traders every Friday", "30 سبتمبر 2026", "لم يُنجز بعد", "open", "en"),
            ),
            marks=("بعض النصوص بالإنجليزية",),
        ),
    ),
)

CHINESE = Deck(
    language="zh-Hans",
    direction="ltr",
    ref="B-2026-0007",
    title="2026年7月至9月：我们听到了什么",
    subtitle="致诺斯盖特和里弗赛德居民",
    agency="港城警察局",
    period="2026年7月至9月",
    source="港城警察局，2026年7月至9月，统计于2026年10月9日。数字四舍五入至5。",
    words={
        "start": "开始",
        "minutes": "讲话分钟数",
        "room": "房间",
        "light_room": "明亮",
        "dark_room": "昏暗",
        "slide_of": "第 {n} 页，共 {total} 页",
        "left": "剩余 {n} 分钟",
        "over": "超时 {n} 分钟",
        "table_of": "同样内容的表格",
        "area": "社区",
        "figure": "数字",
        "source": "来源：{source}",
    },
    slides=(
        DeckSlide(
            kind=SlideKind.TITLE,
            title="2026年7月至9月：我们听到了什么",
            lead="致诺斯盖特和里弗赛德居民",
            points=(Point("港城警察局"),),
        ),
        DeckSlide(
            kind=SlideKind.TOLD,
            title="你们告诉我们的",
            lead="你们最常提到交通和停车。",
            bars=Bars(
                name="told-by-kind",
                title="你们提到的事",
                caption="2026年7月至9月收到的意见，全市",
                axis="意见数，四舍五入至5",
                bars=(
                    Bar("交通和停车", "约145", 145),
                    Bar("噪音和扰民行为", "约90", 90),
                    Bar("暴力和抢劫", "少于10", None),
                ),
            ),
        ),
        DeckSlide(
            kind=SlideKind.WHERE,
            title="发生在哪里",
            lead="大多在诺斯盖特。",
            map=AreaMap(
                name="where",
                title="各社区的意见",
                caption="2026年7月至9月收到的意见",
                shapes=_shapes(
                    ("诺斯盖特", "费尔芒特", "国会山", "里弗赛德", "老港", "乔治城"),
                    ("约145", "约40", "约15", "约75", "少于10", "约30"),
                    ("NA", "SA"),
                ),
                steps=("10至20", "25至45", "50至95", "100及以上"),
                nothing="少于10或不显示",
            ),
        ),
        DeckSlide(
            kind=SlideKind.NEXT,
            title="接下来",
            points=(Point("社区会议，诺斯盖特图书馆", "有中文口译", "11月10日星期二 18:30"),),
        ),
    ),
)

DECKS = (ENGLISH, ARABIC, CHINESE)


def without_pictures(deck: Deck) -> Deck:
    """The same deck, quick to draw: for claims that are not about charts and maps."""
    return replace(deck, slides=tuple(replace(slide, bars=None, map=None) for slide in deck.slides))
