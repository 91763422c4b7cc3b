"""Who reported a concern: some without a name, some with invented names and contacts that reach nobody."""

from random import Random

from db.commands.concerns import VoiceGiven
from db.vocabulary import Channel, ContactMethod
from seed.demo.categories import habits
from seed.demo.chance import pick, stream
from seed.demo.sentences import text_file
from seed.demo.sketches import Sketch

NAMED = {  # share of reporters who leave a name, by channel
    Channel.EVENT: 0.45,
    Channel.WALK_UP: 0.4,
    Channel.PHONE: 0.7,
    Channel.EMAIL_OR_WEB: 0.8,
    Channel.LETTER: 0.85,
    Channel.SOCIAL_MEDIA: 0.2,
    Channel.SURVEY: 0.0,
    Channel.PARTNER_AGENCY: 0.5,
    Channel.ELECTED_MEMBER: 0.4,
    Channel.ANONYMOUS: 0.0,
}
HOW_MANY = {1: 86, 2: 9, 3: 3.5, 4: 1.5}
METHODS = {
    ContactMethod.PHONE: 40,
    ContactMethod.TEXT: 18,
    ContactMethod.EMAIL: 34,
    ContactMethod.LETTER: 2,
    ContactMethod.IN_PERSON: 4,
    ContactMethod.THROUGH_PARTNER: 2,
}


def voices(sketch: Sketch) -> tuple[str | None, tuple[VoiceGiven, ...]]:
    """The language it was reported in, and the people who did. Nobody when an officer saw it."""
    rng = stream("voices", sketch.number)
    if sketch.channel == Channel.OFFICER_OBSERVATION:
        return None, ()
    language = _language(sketch, rng)
    alone = habits()[sketch.category].group in ("care", "police") or sketch.channel == Channel.ANONYMOUS
    many = 1 if alone else pick(rng, HOW_MANY)
    return language, tuple(_voice(sketch, language, rng) for _ in range(many))


def _language(sketch: Sketch, rng: Random) -> str:
    if sketch.place is None:
        return "English"
    spoken = dict(sketch.place.languages)
    for name in spoken:
        if name != "English":
            spoken[name] *= 0.45  # fewer reach us than live there: what Coverage is for
    return pick(rng, spoken)


def _voice(sketch: Sketch, language: str, rng: Random) -> VoiceGiven:
    if rng.random() > NAMED[sketch.channel]:
        return VoiceGiven(language=language)
    texts = text_file("voices")
    first, last = rng.choice(texts["first"]), rng.choice(texts["last"])
    method = pick(rng, METHODS)
    by_mail = method == ContactMethod.EMAIL
    contact = f"{first}.{last}@example.org".lower() if by_mail else f"206-555-01{rng.randrange(100):02d}"
    careful = habits()[sketch.category].group == "care" or rng.random() < 0.04
    return VoiceGiven(
        name=f"{first} {last}",
        contact=contact,
        preferred_method=method,
        safe_to_contact=rng.choice(texts["safe"]) if careful else None,
        language=language,
        wants_answer=rng.random() < 0.55,
    )
