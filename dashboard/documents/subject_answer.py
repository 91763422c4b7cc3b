"""What a subject is given: the same answer as a PDF to read and as JSON to take elsewhere (GDPR Art. 15 and 20)."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from dashboard.keeping_words import field_of, place_of, withheld_of
from dashboard.words import _
from db.subjects import Entry, SubjectAnswer

FORMAT = "common-ground-subject-answer/1"
FONTS = Path(__file__).parent / "fonts"
FAMILY = "Atkinson"
LACKING = "?"  # in the place of a letter that the font has not


def as_json(answer: SubjectAnswer) -> bytes:
    """Every value as it is kept; the form is described in docs/keeping.md."""
    return json.dumps({"format": FORMAT, **asdict(answer)}, ensure_ascii=False, indent=2).encode()


def as_pdf(answer: SubjectAnswer) -> bytes:
    """A4, numbered pages, marked with title and language; no name of this machine or of who made it."""
    paper = _Paper(answer)
    paper.add_page()
    paper.heading(_("What is kept about you"), 18)
    paper.sentence(answer.agency, bold=True)
    about = _("For {name}. Your request {ref} of {asked}, answered on {made}.")
    paper.sentence(about.format(name=answer.name, ref=answer.ref, asked=answer.received_on, made=answer.made_on))
    paper.sentence(
        _(
            "Names and contacts of other people are taken out: [name removed], [contact removed]. Officers are called "
            "[officer]. What was withheld, and why, is listed at the end."
        )
    )
    if not answer.entries:
        paper.sentence(_("Nothing about you is kept here."), bold=True)
    for entry in answer.entries:
        _entry(paper, entry)
    _withheld(paper, answer)
    if paper.missing:
        paper.sentence(
            _("{n} characters of other scripts are not in this document's font; the JSON file has them.").format(
                n=paper.missing
            )
        )
    return bytes(paper.output())


def _entry(paper: "_Paper", entry: Entry) -> None:
    paper.heading(f"{place_of(entry.kind)} · {entry.ref} · {entry.day}", 13)
    for name, value in entry.facts.items():
        paper.field(field_of(name), value)
    for name, value in {**entry.own, **entry.about}.items():
        paper.field(field_of(name), value)


def _withheld(paper: "_Paper", answer: SubjectAnswer) -> None:
    paper.heading(_("What was withheld"), 13)
    if not answer.withheld:
        paper.sentence(_("Nothing."))
    for one in answer.withheld:
        paper.sentence(f"{one.ref}: {withheld_of(one.what)}. {_('Why')}: {withheld_of(one.why)}.")


class _Paper(FPDF):
    """The page: fonts, numbers at the foot, and what the font cannot draw counted."""

    def __init__(self, answer: SubjectAnswer) -> None:
        super().__init__(format="A4")
        self.missing = 0
        self.ref = answer.ref
        self.add_font(FAMILY, "", FONTS / "atkinson-hyperlegible-400.ttf")
        self.add_font(FAMILY, "B", FONTS / "atkinson-hyperlegible-700.ttf")
        self.letters = self.fonts[FAMILY.lower()].cmap  # type: ignore[union-attr]
        self.set_title(_("What is kept about you") + f" · {answer.ref}")
        self.set_author(answer.agency)
        self.set_creator("Common Ground")
        self.set_lang("en")
        self.set_creation_date(datetime.fromisoformat(answer.made_on).replace(tzinfo=UTC))
        self.set_margin(18)
        self.set_auto_page_break(True, margin=20)
        self.alias_nb_pages()

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(FAMILY, "", 9)
        page = _("Page {n} of {all}").format(n=self.page_no(), all="{nb}")
        self.cell(0, 6, f"{self.ref} · {page}", align="C")

    def heading(self, words: str, size: int) -> None:
        self.ln(3)
        self.set_font(FAMILY, "B", size)
        self._write(words, size * 0.5)

    def sentence(self, words: str, *, bold: bool = False) -> None:
        self.set_font(FAMILY, "B" if bold else "", 11)
        self._write(words, 5.6)

    def field(self, name: str, value: str) -> None:
        self.set_font(FAMILY, "B", 10)
        self._write(name, 5)
        self.set_font(FAMILY, "", 11)
        self._write(value, 5.6)
        self.ln(1)

    def _write(self, words: str, height: float) -> None:
        lacking = {c for c in words if not c.isspace() and ord(c) not in self.letters}
        self.missing += sum(c in lacking for c in words)
        drawn = "".join(LACKING if c in lacking else c for c in words)
        self.multi_cell(0, height, drawn, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
