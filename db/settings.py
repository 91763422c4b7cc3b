"""Settings from the environment (prefix COMMON_GROUND_) or from a file named by COMMON_GROUND_SETTINGS_FILE."""

import os
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from db.settings_operating import OperatingSettings

ROOT = Path(__file__).resolve().parent.parent


class Settings(OperatingSettings):
    """Everything an agency can set without touching code. Each field is listed in docs/settings.md."""

    model_config = SettingsConfigDict(env_prefix="COMMON_GROUND_", extra="ignore")

    database_url: str = Field(
        default=f"sqlite:///{ROOT / 'data' / 'common_ground.db'}",
        description="Where the store is: an SQLite file (one machine) or postgresql+psycopg://… (several). Several hosts of "
        "one PostgreSQL: postgresql+psycopg://user@/name?host=a:5432&host=b:5432, and the one that writes is used.",
    )
    agency_name: str = Field(
        default="Seattle demonstration",
        max_length=80,
        description="The agency's name, shown in the header and on everything handed out.",
    )
    time_zone: str = Field(
        default="America/Los_Angeles",
        description="The agency's IANA time zone: days and weeks are counted in it, times are shown in it.",
    )
    language: str = Field(
        default="en",
        max_length=20,
        description="Language of the screens: English ships; others are catalogues under dashboard/locales.",
    )
    demo_sign_in: bool = Field(
        default=True,
        description="Offer the demonstration sign-in while the store holds the invented community. "
        "It is never offered on a store with real officers.",
    )
    idle_minutes: int = Field(
        default=15, ge=1, le=30, description="A session without a click for this long is locked (30 at most)."
    )
    session_hours: int = Field(
        default=12, ge=1, le=12, description="A session ends this long after signing in, whatever happens."
    )
    tile_address: str = Field(
        default="",
        description="Address pattern of a map tile server, e.g. https://tiles.example/{z}/{x}/{y}.png. "
        "Empty: the map is drawn from our own outlines and needs no internet.",
    )
    tile_attribution: str = Field(default="", description="The tile server's attribution, shown on the map.")
    audit_key: SecretStr = Field(
        default=SecretStr(""),
        description="Secret that keys the audit chain (HMAC). Empty: made from the keys file; without one the chain is a "
        "plain hash chain.",
    )
    audit_head_file: str = Field(
        default="",
        description="File that the head of the audit chain is written to as it grows, on another disk or host than the "
        "store: what was cut off or written anew is found by comparing. Empty: none.",
    )
    audit_syslog: str = Field(
        default="",
        description="Syslog that the head of the audit chain is sent to: a socket such as /dev/log, or host:port (UDP). "
        "Empty: none.",
    )
    keys_file: str = Field(
        default="",
        description="File with the desk's own keys, readable by the server's user alone; made along with a new store and "
        "backed up apart from it. Empty: “keys” beside the SQLite store; on PostgreSQL none.",
    )
    account_key: SecretStr = Field(
        default=SecretStr(""),
        description="Secret that second factors are encrypted under. Empty: made from the keys file.",
    )
    lock_minutes: int = Field(
        default=15, ge=5, le=1440, description="How long five failed tries within fifteen minutes lock an account."
    )
    provider_name: str = Field(
        default="",
        max_length=60,
        description="What the agency's identity provider is called on the sign-in page; it is set up in "
        ".streamlit/secrets.toml. Empty: there is none.",
    )
    groups_file: str = Field(
        default="", description="TOML file that says which group of the identity provider has which role and team."
    )
    production: bool = Field(
        default=False, description="Start only when every setting is safe for real people; otherwise say which is not."
    )
    erasure_list_file: str = Field(
        default="",
        description="File that lists what was erased, kept apart from the backups: after a restore it is erased again. "
        "Empty: none.",
    )
    store_timeout_seconds: int = Field(
        default=5, ge=1, le=60, description="How long one read or write may wait for the store."
    )
    files_dir: str = Field(
        default="",
        description="Folder for photos and PDFs, shared by all servers and backed up with the store. "
        "Empty: “files” beside the SQLite store, or data/files.",
    )
    public_address: str = Field(
        default="",
        description="Where people reach this desk, e.g. https://desk.example.org: what the links in mails begin with.",
    )
    calendar_domain: str = Field(
        default="common-ground.example",
        pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$",
        description="What the identities of events end with in calendars of other programs. One per desk, and kept once "
        "people have subscribed: with another, they would have every event twice.",
    )
    smtp_host: str = Field(
        default="",
        description="The mail server that notices go through. Empty (or no sender, or no public address): no mails.",
    )
    smtp_port: int = Field(default=587, ge=1, le=65535, description="The mail server's port.")
    smtp_user: str = Field(default="", description="Name to sign in at the mail server with; empty: without.")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="Password to sign in at the mail server with.")
    smtp_starttls: bool = Field(
        default=True,
        description="Mails go encrypted or not at all; off only for a mail server on the same machine.",
    )
    smtp_from: str = Field(default="", description="The address mails come from.")
    mail_domains: str = Field(
        default="",
        description="Domains mails may go to, separated by commas, e.g. police.example.org. Empty: any.",
    )
    holiday_country: str = Field(
        default="US",
        description="Whose public holidays are shown while planning: a country's two letters (ISO 3166). Empty: none.",
    )
    holiday_subdivision: str = Field(
        default="WA", description="The state or province, for its own public holidays; empty: the country's alone."
    )
    holiday_traditions: str = Field(
        default="christian,orthodox,jewish,muslim,hindu,sikh,buddhist,lunar",
        description="Whose religious and cultural days are shown while planning, separated by commas; empty: none. "
        "There are: christian, orthodox, jewish, muslim, hindu, sikh, buddhist, lunar (new year).",
    )
    public_store: str = Field(
        default="",
        description="Where presenters read from. SQLite: a file apart from the store (empty: “public.db” beside it). "
        "PostgreSQL: the address of a sign-in that is a member of common_ground_presenter and of nothing else "
        "(empty: the store's own address, limited to that role once connected).",
    )
    public_contact: str = Field(
        default="",
        max_length=200,
        description="The public line on every briefing's last slides, e.g. a telephone number and an address of the "
        "agency's site. Empty: none.",
    )
    log_level: str = Field(default="INFO", description="Level of the application's log on standard error.")

    @field_validator("time_zone")
    @classmethod
    def known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"“{value}” is not an IANA time zone such as Europe/London") from None
        return value

    @field_validator("database_url")
    @classmethod
    def known_store(cls, value: str) -> str:
        file = value.startswith("sqlite:///") and value not in ("sqlite:///", "sqlite:///:memory:")
        if not file and not value.startswith("postgresql+psycopg://"):
            raise ValueError("the store is an SQLite file (sqlite:///…) or PostgreSQL (postgresql+psycopg://…)")
        return value

    @field_validator("public_address")
    @classmethod
    def whole_address(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("the public address begins with https:// (or http://)")
        return value.rstrip("/")

    @model_validator(mode="after")
    def public_store_apart(self) -> "Settings":
        if self.is_sqlite and self.public_path == Path(self.database_url.removeprefix("sqlite:///")):
            raise ValueError("the public store must be another file than the store: presenters read all of it")
        if not self.is_sqlite and self.public_store and not self.public_store.startswith("postgresql+psycopg://"):
            raise ValueError("the public store of PostgreSQL is an address (postgresql+psycopg://…)")
        return self

    @model_validator(mode="after")
    def replica_of_postgresql(self) -> "Settings":
        if self.replica_url and (self.is_sqlite or not self.replica_url.startswith("postgresql+psycopg://")):
            raise ValueError("a replica is another PostgreSQL (postgresql+psycopg://…) than a PostgreSQL store")
        return self

    @model_validator(mode="after")
    def known_holidays(self) -> "Settings":
        # Only asked when somebody has set another place: it takes longer to load than all the rest of this.
        place = (self.holiday_country, self.holiday_subdivision)
        if self.holiday_country and place != ("US", "WA"):
            from holidays import list_supported_countries

            known = list_supported_countries().get(self.holiday_country)
            if known is None or (self.holiday_subdivision and self.holiday_subdivision not in known):
                raise ValueError(f"no public holidays are known for {' '.join(place)}")
        return self

    @property
    def sends_mail(self) -> bool:
        """True when everything a mail needs is set; otherwise none is ever queued."""
        return bool(self.smtp_host and self.smtp_from and self.public_address)

    @property
    def files_folder(self) -> Path:
        """Where attachments lie."""
        if self.files_dir:
            return Path(self.files_dir)
        if self.is_sqlite:
            return Path(self.database_url.removeprefix("sqlite:///")).parent / "files"
        return ROOT / "data" / "files"

    @property
    def public_path(self) -> Path | None:
        """The file presenters read from; None on PostgreSQL, where it is a schema."""
        if not self.is_sqlite:
            return None
        beside = Path(self.database_url.removeprefix("sqlite:///")).parent / "public.db"
        return Path(self.public_store.removeprefix("sqlite:///")) if self.public_store else beside

    @property
    def keys_path(self) -> Path | None:
        """Where the keys file is or would be; None: nowhere."""
        if self.keys_file:
            return Path(self.keys_file)
        return Path(self.database_url.removeprefix("sqlite:///")).parent / "keys" if self.is_sqlite else None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once. The file is KEY=value lines; the environment wins over it.

    Raises ValueError when the file is not there: the defaults would open another store.
    """
    file = os.environ.get("COMMON_GROUND_SETTINGS_FILE")
    if file and not Path(file).is_file():
        raise ValueError(f"COMMON_GROUND_SETTINGS_FILE names a file that is not there: {file}")
    return Settings(_env_file=file)  # type: ignore[call-arg]
