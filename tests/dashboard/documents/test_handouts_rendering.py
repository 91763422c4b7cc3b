"""All documents of a frozen briefing: which there are, and that they can be kept."""

import re
from dataclasses import replace

import pytest

from dashboard.documents.briefing import drawing, presentation, reading, rendering
from dashboard.documents.briefing.rendering import rendered
from db.commands.frozen import MOST_DOCUMENTS, NAME
from db.disclosure.rendered import MEDIA_TYPES, SIGNATURES
from db.vocabulary.briefings import BriefingLanguage, DocumentFormat
from tests.briefing_snapshots import CITY, ONE_AREA

F = DocumentFormat


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages and pictures are drawn elsewhere."""
    monkeypatch.setattr(presentation, "presentation", lambda deck: f"<!doctype html>{deck.title}".encode())
    monkeypatch.setattr(reading, "web_page", lambda deck: f"<!doctype html>{deck.notice}".encode())
    monkeypatch.setattr(drawing, "png", lambda picture, *, deck: SIGNATURES[F.PNG] + picture.title.encode())


@pytest.mark.usefixtures("quick")
def test_every_language_has_every_format_and_tables_come_once() -> None:
    made = list(rendered(replace(CITY, languages=("en", "ar")), confirmed=()))
    each = {F.PRESENTATION, F.HTML, F.PPTX, F.PDF, F.PNG, F.CARD}
    assert {one.format for one in made if one.language == "ar"} == each
    assert {one.format for one in made if one.language == "en"} == each | {F.CSV, F.GEOJSON}
    keys = [(one.format, one.language, one.name) for one in made]
    assert len(set(keys)) == len({one.name for one in made}) == len(keys)
    assert len(made) * 7 / 2 < MOST_DOCUMENTS
    for one in made:
        assert NAME.fullmatch(one.name) and one.media_type == MEDIA_TYPES[one.format]
        assert one.content.startswith(SIGNATURES.get(one.format, b""))
    assert {"B-2026-00007-en.pdf", "B-2026-00007-ar.pptx", "B-2026-00007-areas.geojson"} <= {one.name for one in made}


@pytest.mark.usefixtures("quick")
def test_progress_rises_to_the_end_and_names_the_language() -> None:
    told: list[tuple[float, str]] = []
    list(
        rendered(replace(ONE_AREA, languages=("en", "zh_Hans")), confirmed=(), progress=lambda *said: told.append(said))
    )
    shares = [share for share, _language in told]
    assert shares == sorted(shares) and (shares[0], shares[-1]) == (0.0, 1.0)
    assert list(dict.fromkeys(language for _share, language in told)) == ["English", "Chinese (Simplified)", ""]


@pytest.mark.usefixtures("quick")
def test_what_is_projected_is_ready_first_in_each_language(monkeypatch: pytest.MonkeyPatch) -> None:
    made = rendered(replace(CITY, languages=("es",)), confirmed=())
    first = next(one for one in made if one.format not in (F.CSV, F.GEOJSON))
    assert (first.format, first.language) == (F.PRESENTATION, "es")


@pytest.mark.usefixtures("quick")
def test_a_confirmed_language_is_not_marked_as_made_by_a_machine() -> None:
    def notice(confirmed: tuple[str, ...]) -> bytes:
        made = rendered(replace(CITY, languages=("es",)), confirmed=confirmed)
        return next(one.content for one in made if one.format == F.HTML)

    assert notice(()) != notice(("es",)) == b"<!doctype html>"


@pytest.mark.parametrize("language", list(BriefingLanguage))
def test_a_language_is_named_in_latin_letters_in_its_files(language: BriefingLanguage) -> None:
    assert re.fullmatch(r"[A-Za-z ()]+", rendering._called(language))
    assert NAME.fullmatch(f"B-2026-00007-{language.replace('_', '-')}.pdf")
