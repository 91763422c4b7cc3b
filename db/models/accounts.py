"""Local accounts for a single machine: password, second factor, recovery codes, failed tries."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified, UTCDateTime, Versioned


class LocalAccount(Versioned, Base):
    """How an officer signs in on a system without an identity provider."""

    __tablename__ = "local_account"
    __mapper_args__ = {"version_id_col": Versioned.version}

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True, doc="Whose account it is.")
    login: Mapped[str] = mapped_column(String(80), unique=True, doc="What they type as their name, in small letters.")
    password_hash: Mapped[str] = mapped_column(Text, doc="Argon2id hash with its own salt and cost.")
    password_set_at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When the password was chosen.")
    must_change: Mapped[bool] = mapped_column(
        Boolean, doc="The password was given to them: another is chosen before anything else."
    )
    totp_secret: Mapped[str | None] = mapped_column(
        Text, doc="Secret of the second factor, encrypted under a key outside the store; empty until it is set up."
    )
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime, doc="When the first code proved that their device has the secret."
    )
    totp_last_step: Mapped[int | None] = mapped_column(
        BigInteger, doc="Half minute of the last code that was taken: no code is good twice."
    )


class RecoveryCode(Identified, Base):
    """A code on paper, good once, in place of a lost second factor."""

    __tablename__ = "recovery_code"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True, doc="Whose.")
    code_hash: Mapped[str] = mapped_column(String(64), doc="SHA-256 of the code, which is random and long.")
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime, doc="When it was used.")


class SignInFailure(Identified, Base):
    """A failed try to sign in; five within fifteen minutes lock, whether or not there is such an account."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_login_hash_at", "login_hash", "at"),)

    login_hash: Mapped[str] = mapped_column(
        String(64), doc="SHA-256 of what was typed as a name: people type passwords there."
    )
    at: Mapped[datetime] = mapped_column(UTCDateTime, doc="When.")
    cleared_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime,
        doc="No longer counted: they signed in, an administrator released the account, or the lock has passed.",
    )
