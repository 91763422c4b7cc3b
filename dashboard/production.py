"""Before the server starts: in production every setting is safe for real people, or it says which is not and ends.

For whoever runs the server, in English: these sentences are never on a screen.
"""

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from dashboard.provider import SECTION
from dashboard.shared_store import shared_store
from db import keys
from db.cleaning import LARGEST
from db.errors import CommonGroundError, StoreUnavailable
from db.groups import BadGroups, read_groups
from db.queries.production import WhoIsKnown, who_is_known
from db.settings import Settings, get_settings

STATIC = Path(__file__).parent / "static"
# What may lie in the folder that is served to everybody: our own files by name, the vendored ones by folder and kind.
STATIC_FILES = {"VENDORED.md", "app.css", "concern_map.css", "icon.svg", "logo.svg"}
STATIC_FOLDERS = {"fonts", "map", "vendor"}
STATIC_KINDS = {".js", ".css", ".png", ".woff2", ".txt", ".md", ""}
SECRET = 32  # characters at least
ENCRYPTED = ("require", "verify-ca", "verify-full")
Option = Callable[[str], Any]


def refuse_unsafe() -> None:
    """End the process, with a sentence for each reason, when this server must not start."""
    found = reasons(get_settings(), st.get_option)
    if not found:
        return
    print("Common Ground does not start:", *found, sep="\n- ", file=sys.stderr, flush=True)
    # Not an exception: Streamlit would show its own words around it and, as a reloader, might go on.
    os._exit(1)


def reasons(settings: Settings, option: Option, *, static: Path = STATIC) -> list[str]:
    """Why this server must not start with these settings; empty when it may."""
    if not settings.production:
        return list(_open_to_others(option))
    known = _who_is_known()
    return [
        *_streamlit(option),
        *_served_files(option, static),
        *_names(settings, option),
        *_signing_in(settings, known),
        *_trail(settings),
        *_monitoring(settings),
        *_mail_and_store(settings),
        *_readable_by_others(settings, option),
    ]


def _open_to_others(option: Option) -> Iterator[str]:
    address = option("server.address")
    if not is_local(address):
        yield (
            f"It would listen on {address or 'every address of this machine'}, where others reach it, without "
            "COMMON_GROUND_PRODUCTION=true. Keep server.address on 127.0.0.1, or set it up for real people."
        )


def is_local(host: str | None) -> bool:
    """True for a name or address of this machine alone."""
    if not host:
        return False
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.startswith(("unix:", "/"))


def _streamlit(option: Option) -> Iterator[str]:
    for name, safe, why in (
        ("client.showErrorDetails", "none", "a page that fails would show how it is made"),
        ("server.enableAgentApi", False, "the agent API is a second, unguarded way to drive the pages"),
        ("server.enableCORS", True, "a page of another site could open a connection"),
        ("server.enableXsrfProtection", True, "a page of another site could send files"),
        ("server.scriptHealthCheckEnabled", False, "anybody could make the server run a page"),
        ("runner.magicEnabled", False, "a bare expression would print itself on a page"),
        ("global.developmentMode", False, "it switches safeguards off"),
        ("browser.gatherUsageStats", False, "browsers would report to somebody else"),
    ):
        if option(name) != safe:
            yield f"{name} must be {str(safe).lower()}: {why}."
    if option("server.trustedUserHeaders"):
        yield "server.trustedUserHeaders must be empty: whoever sends such a header would be who they say."
    if option("server.corsAllowedOrigins"):
        yield "server.corsAllowedOrigins must be empty: no other site has business here."
    if option("server.maxUploadSize") > LARGEST // (1024 * 1024):
        yield f"server.maxUploadSize must be {LARGEST // (1024 * 1024)} megabytes at most: nothing larger is taken."


def _served_files(option: Option, static: Path) -> Iterator[str]:
    """Everything in that folder is served to everybody, signed in or not."""
    if not option("server.enableStaticServing"):
        return
    for file in sorted(static.rglob("*")):
        name = file.relative_to(static)
        ours = name.as_posix() in STATIC_FILES or (
            name.parts[0] in STATIC_FOLDERS and (file.is_dir() or (len(name.parts) > 1 and file.suffix in STATIC_KINDS))
        )
        if file.is_symlink() or not ours:
            yield f"dashboard/static/{name} is none of the files that come with it, and would be served to everybody."


def _names(settings: Settings, option: Option) -> Iterator[str]:
    hosts, public = option("server.allowedHosts") or [], urlsplit(settings.public_address)
    each_named = bool(hosts) and not any("*" in host for host in hosts)
    if not each_named:
        yield "server.allowedHosts must name each host people use, without *: any other name would be answered too."
    if public.scheme != "https":
        yield "COMMON_GROUND_PUBLIC_ADDRESS must begin with https://: people sign in there."
    elif each_named and public.hostname not in hosts:
        yield f"server.allowedHosts does not name {public.hostname}, where COMMON_GROUND_PUBLIC_ADDRESS sends people."
    if settings.tile_address and urlsplit(settings.tile_address).scheme != "https":
        yield "COMMON_GROUND_TILE_ADDRESS must begin with https://: it tells where people look."


def _who_is_known() -> WhoIsKnown:
    try:
        with shared_store().reading() as session:
            return who_is_known(session)
    except StoreUnavailable:
        # A server that waits for its store has nobody to let in; what is in there is asked at the next start.
        return WhoIsKnown(invented_people=False, local_accounts=False)


def _signing_in(settings: Settings, known: WhoIsKnown) -> Iterator[str]:
    if settings.demo_sign_in:
        yield "COMMON_GROUND_DEMO_SIGN_IN must be false: anybody could sit down at an invented desk."
    if known.invented_people:
        yield "The store holds the demonstration's invented people. Begin with an empty store: python -m db migrate."
    if known.local_accounts or not settings.provider_name:
        try:
            keys.account_key(settings)
        except CommonGroundError as error:
            yield str(error)
    if settings.provider_name:
        yield from _provider(settings, _secrets())


def _secrets() -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = st.secrets.get("auth", {})
    except FileNotFoundError:
        found = {}
    return found


def _provider(settings: Settings, auth: Mapping[str, Any]) -> Iterator[str]:
    where = ".streamlit/secrets.toml"
    agency: Mapping[str, Any] = auth.get(SECTION, {})
    secret = str(auth.get("cookie_secret", ""))
    if len(secret) < SECRET or secret.startswith("at least"):
        yield f"cookie_secret in {where} must be {SECRET} random characters or more: it vouches for who somebody is."
    wanted = f"{settings.public_address}/oauth2callback"
    if auth.get("redirect_uri") != wanted:
        yield f"redirect_uri in {where} must be {wanted}."
    missing = [name for name in ("client_id", "client_secret", "server_metadata_url") if not agency.get(name)]
    if missing:
        yield f"[auth.{SECTION}] in {where} lacks {', '.join(missing)}."
    provider = urlsplit(str(agency.get("server_metadata_url", "")))
    if "server_metadata_url" not in missing and provider.scheme != "https" and not is_local(provider.hostname):
        yield f"server_metadata_url in {where} must begin with https://: what it says decides who gets in."
    if dict(agency.get("client_kwargs", {})).get("prompt") != "login":
        yield f'client_kwargs in {where} must have prompt = "login": the provider asks each time who it is.'
    if str(dict(agency.get("authorize_params", {})).get("max_age", "")) != "0":
        yield f'authorize_params in {where} must have max_age = "0": the provider says when somebody proved who they are.'
    try:
        read_groups(settings.groups_file)
    except BadGroups as error:
        yield str(error)


def _trail(settings: Settings) -> Iterator[str]:
    key = settings.audit_key.get_secret_value()
    if not keys.audit_key(settings):
        yield "There is no key for the audit trail: set COMMON_GROUND_AUDIT_KEY or make a keys file."
    elif key and len(key) < SECRET:
        yield f"COMMON_GROUND_AUDIT_KEY must be {SECRET} random characters or more."
    if not settings.audit_head_file and not settings.audit_syslog:
        yield (
            "The head of the audit trail goes nowhere: set COMMON_GROUND_AUDIT_HEAD_FILE or COMMON_GROUND_AUDIT_SYSLOG, "
            "or entries cut off at its end would not be missed."
        )


def _monitoring(settings: Settings) -> Iterator[str]:
    token = settings.health_token.get_secret_value()
    if token and len(token) < SECRET:
        yield f"COMMON_GROUND_HEALTH_TOKEN must be {SECRET} random characters or more, or empty: it opens /health/detail."


def _mail_and_store(settings: Settings) -> Iterator[str]:
    if settings.smtp_host and not settings.smtp_starttls and not is_local(settings.smtp_host):
        yield "COMMON_GROUND_SMTP_STARTTLS must be true: mails to another machine go encrypted."
    if not settings.is_sqlite and _unencrypted(settings.database_url):
        yield "COMMON_GROUND_DATABASE_URL must end with ?sslmode=verify-full: the store is on another machine."
    if not settings.is_sqlite and settings.public_store:
        if _unencrypted(settings.public_store):
            yield "COMMON_GROUND_PUBLIC_STORE must end with ?sslmode=verify-full: it is on another machine."
        if urlsplit(settings.public_store).username == urlsplit(settings.database_url).username:
            yield (
                "COMMON_GROUND_PUBLIC_STORE signs in as the store itself, which may read everything: presenters need a sign-in "
                "of their own, or leave it empty."
            )


def _unencrypted(address: str) -> bool:
    store = urlsplit(address)
    # psycopg takes the first word about encryption in the address.
    mode = next((part.removeprefix("sslmode=") for part in store.query.split("&") if part.startswith("sslmode=")), "")
    return bool(store.hostname) and not is_local(store.hostname) and mode not in ENCRYPTED


def _readable_by_others(settings: Settings, option: Option) -> Iterator[str]:
    files: Iterable[str | Path | None] = (
        os.environ.get("COMMON_GROUND_SETTINGS_FILE"),
        settings.keys_path,
        settings.database_url.removeprefix("sqlite:///") if settings.is_sqlite else None,
        settings.public_path,  # no secret; but who may not present has no list of what is shown where, and nobody changes it
        *option("secrets.files"),
    )
    for file in (Path(file) for file in files if file):
        if file.is_file() and file.stat().st_mode & stat.S_IRWXO:
            yield f"Every user of this machine may read {file}: chmod o-rwx {file}"
    groups = Path(settings.groups_file)
    if settings.groups_file and groups.is_file() and groups.stat().st_mode & stat.S_IWOTH:
        yield f"Every user of this machine may change {groups}, which says who may do what: chmod o-w {groups}"
