"""Photos and PDFs of concerns and cases: what is known of them. The bytes lie outside, see db.files."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, UTCDateTime, Word, holds_people, words_of
from db.vocabulary import Confidentiality
from db.vocabulary.notices import FileKind


class Attachment(Identified, Base):
    """One photo or PDF of a concern or a case; the file lies under its hash in the files folder."""

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN concern_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN case_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN event_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_record",
        ),
        CheckConstraint(f"kind IN ({words_of(FileKind)})", name="kind"),
        CheckConstraint("confidentiality BETWEEN 0 AND 3", name="confidentiality"),
        *(
            Index(
                f"ix_attachment_{link}",
                link,
                sqlite_where=text(f"{link} IS NOT NULL"),
                postgresql_where=text(f"{link} IS NOT NULL"),
            )
            for link in ("concern_id", "case_id", "event_id")
        ),
    )

    code: Mapped[str] = mapped_column(String(32), unique=True, doc="Random name in its address.")
    concern_id: Mapped[int | None] = mapped_column(ForeignKey("concern.id"), doc="Concern it belongs to.")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), doc="Or the case.")
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), doc="Or the event.")
    kind: Mapped[str] = mapped_column(Word, doc="What the file is.")
    title: Mapped[str | None] = mapped_column(
        String(120), info=holds_people(Confidentiality.INTERNAL), doc="What it shows, without names."
    )
    hash: Mapped[str] = mapped_column(String(64), index=True, doc="SHA-256 of the file, and its name in the folder.")
    size: Mapped[int] = mapped_column(Integer, doc="Bytes.")
    preview_hash: Mapped[str | None] = mapped_column(String(64), doc="The same of a photo's small copy.")
    confidentiality: Mapped[int] = mapped_column(
        SmallInteger, doc="Level of the file: 2 at least, because of faces and plates; never below its record's."
    )
    attached_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When it was added.")
    attached_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True, doc="Who added it.")
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="Taken away: shown to nobody since.")
