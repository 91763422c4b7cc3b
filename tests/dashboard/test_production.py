"""In production the server starts only when every setting is safe for real people, and says which is not."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from dashboard import production
from dashboard.production import is_local, reasons
from db.queries.production import WhoIsKnown
from db.settings import Settings
from tests.e2e.conftest import free_port

ROOT = Path(__file__).resolve().parents[2]
OPTIONS: dict[str, Any] = {
    "client.showErrorDetails": "none",
    "server.enableAgentApi": False,
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.scriptHealthCheckEnabled": False,
    "server.enableStaticServing": True,
    "server.trustedUserHeaders": {},
    "server.corsAllowedOrigins": [],
    "server.allowedHosts": ["desk.example.org"],
    "server.maxUploadSize": 10,
    "server.address": "127.0.0.1",
    "runner.magicEnabled": False,
    "global.developmentMode": False,
    "browser.gatherUsageStats": False,
}
AGENCY = {
    "client_id": "common-ground",
    "client_secret": "x",
    "server_metadata_url": "https://id.example.org/.well-known/openid-configuration",
    "client_kwargs": {"prompt": "login"},
    "authorize_params": {"max_age": "0"},
}
AUTH = {"redirect_uri": "https://desk.example.org/oauth2callback", "cookie_secret": "r" * 43, "agency": AGENCY}
GROUPS = '[[group]]\nname = "liaison"\nrole = "officer"\n'


class Desk:
    """A desk whose settings are safe, until a test changes one."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.options, self.auth = (
            folder,
            {**OPTIONS, "secrets.files": [str(folder / "secrets.toml")]},
            AUTH,
        )
        self.known = WhoIsKnown(invented_people=False, local_accounts=False)
        for name, text in (
            ("keys", "k" * 64),
            ("groups.toml", GROUPS),
            ("secrets.toml", ""),
            ("store.db", ""),
            ("public.db", ""),
        ):
            (folder / name).write_text(text)
            (folder / name).chmod(0o600)
        self.settings: dict[str, Any] = {
            "production": True,
            "demo_sign_in": False,
            "database_url": f"sqlite:///{folder / 'store.db'}",
            "public_address": "https://desk.example.org",
            "provider_name": "the agency",
            "groups_file": str(folder / "groups.toml"),
            "audit_head_file": str(folder / "head"),
        }
        shutil.copytree(production.STATIC, folder / "static")
        monkeypatch.setattr(production, "_who_is_known", lambda: self.known)
        monkeypatch.setattr(production, "_secrets", lambda: self.auth)

    def reasons(self, **settings: Any) -> list[str]:
        return reasons(
            Settings(**{**self.settings, **settings}), self.options.__getitem__, static=self.folder / "static"
        )


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, monkeypatch)


def test_safe_settings_give_no_reason(desk: Desk) -> None:
    assert desk.reasons() == []
    assert desk.reasons(provider_name="", groups_file="") == [], "local accounts, with a keys file beside the store"


def test_what_comes_with_the_product_gives_no_reason_either() -> None:
    assert list(production._served_files(OPTIONS.__getitem__, production.STATIC)) == []


@pytest.mark.parametrize(
    ("option", "unsafe"),
    [
        ("client.showErrorDetails", "full"),
        ("server.enableAgentApi", True),
        ("server.enableCORS", False),
        ("server.enableXsrfProtection", False),
        ("server.scriptHealthCheckEnabled", True),
        ("server.trustedUserHeaders", {"X-User": "sub"}),
        ("server.corsAllowedOrigins", ["https://elsewhere.example"]),
        ("server.allowedHosts", []),
        ("server.allowedHosts", ["*"]),
        ("server.allowedHosts", ["*.example.org"]),
        ("server.allowedHosts", ["localhost"]),
        ("server.maxUploadSize", 200),
        ("runner.magicEnabled", True),
        ("global.developmentMode", True),
        ("browser.gatherUsageStats", True),
    ],
)
def test_an_unsafe_option_of_streamlit_is_named(desk: Desk, option: str, unsafe: Any) -> None:
    desk.options[option] = unsafe
    (said,) = desk.reasons()
    assert option in said


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"demo_sign_in": True}, "COMMON_GROUND_DEMO_SIGN_IN"),
        ({"public_address": "http://desk.example.org"}, "COMMON_GROUND_PUBLIC_ADDRESS"),
        ({"public_address": ""}, "COMMON_GROUND_PUBLIC_ADDRESS"),
        ({"tile_address": "http://tiles.example/{z}"}, "COMMON_GROUND_TILE_ADDRESS"),
        ({"keys_file": "/nowhere/keys"}, "key for the audit trail"),
        ({"audit_key": SecretStr("short")}, "COMMON_GROUND_AUDIT_KEY"),
        ({"health_token": SecretStr("short")}, "COMMON_GROUND_HEALTH_TOKEN"),
        ({"audit_head_file": ""}, "COMMON_GROUND_AUDIT_HEAD_FILE"),
        ({"smtp_host": "mail.example.org", "smtp_starttls": False}, "COMMON_GROUND_SMTP_STARTTLS"),
        ({"groups_file": ""}, "groups file"),
        ({"groups_file": "/nowhere"}, "groups file"),
        ({"provider_name": "", "keys_file": "/nowhere", "audit_key": SecretStr("k" * 40)}, "COMMON_GROUND_ACCOUNT_KEY"),
        (
            {"database_url": "postgresql+psycopg://u@db.example/cg", "audit_key": SecretStr("k" * 40)},
            "sslmode=verify-full",
        ),
        (
            {
                "database_url": "postgresql+psycopg://u@localhost/cg",
                "public_store": "postgresql+psycopg://p@db.example/cg",
            },
            "COMMON_GROUND_PUBLIC_STORE must end with ?sslmode=verify-full",
        ),
        (
            {
                "database_url": "postgresql+psycopg://u@localhost/cg",
                "public_store": "postgresql+psycopg://u@localhost/cg",
            },
            "COMMON_GROUND_PUBLIC_STORE signs in as the store itself",
        ),
    ],
)
def test_an_unsafe_setting_of_ours_is_named(desk: Desk, settings: dict[str, Any], named: str) -> None:
    said = desk.reasons(**settings)
    assert any(named in reason for reason in said), said
    assert all(reason.endswith((".", str(desk.folder))) for reason in said)


def test_mail_to_this_machine_and_an_encrypted_store_are_safe(desk: Desk) -> None:
    assert desk.reasons(smtp_host="localhost", smtp_starttls=False) == []
    encrypted = "postgresql+psycopg://u@db.example/cg?connect_timeout=3&sslmode=verify-full"
    assert desk.reasons(database_url=encrypted, audit_key=SecretStr("k" * 40)) == []
    shown = encrypted.replace("u@", "presenter@")
    assert desk.reasons(database_url=encrypted, public_store=shown, audit_key=SecretStr("k" * 40)) == []


@pytest.mark.parametrize(
    ("auth", "named"),
    [
        ({}, "cookie_secret"),
        ({**AUTH, "cookie_secret": "short"}, "cookie_secret"),
        ({**AUTH, "cookie_secret": "at least 32 random characters; the same on every server"}, "cookie_secret"),
        ({**AUTH, "redirect_uri": "http://desk.example.org/oauth2callback"}, "redirect_uri"),
        ({**AUTH, "agency": {}}, "client_id, client_secret, server_metadata_url"),
        ({**AUTH, "agency": {**AGENCY, "server_metadata_url": "http://id.example.org/x"}}, "server_metadata_url"),
        ({**AUTH, "agency": {**AGENCY, "client_kwargs": {}}}, 'prompt = "login"'),
        ({**AUTH, "agency": {**AGENCY, "authorize_params": {}}}, 'max_age = "0"'),
    ],
)
def test_a_provider_set_up_unsafely_is_named(desk: Desk, auth: dict[str, Any], named: str) -> None:
    desk.auth = auth
    assert any(named in reason for reason in desk.reasons())


def test_the_demonstrations_people_and_accounts_without_a_key_are_named(desk: Desk) -> None:
    desk.known = WhoIsKnown(invented_people=True, local_accounts=False)
    assert "invented people" in "".join(desk.reasons())
    desk.known = WhoIsKnown(invented_people=False, local_accounts=True)
    assert "COMMON_GROUND_ACCOUNT_KEY" in "".join(desk.reasons(keys_file="/nowhere", audit_key=SecretStr("k" * 40)))


@pytest.mark.parametrize("name", ["backup.db", "fonts/store.db", "map/index.html", "reports/week.txt", "vendor.js"])
def test_a_file_that_somebody_put_where_everybody_is_served_is_named(desk: Desk, name: str) -> None:
    file = desk.folder / "static" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("x")
    assert any(f"dashboard/static/{name}" in reason for reason in desk.reasons())
    desk.options["server.enableStaticServing"] = False
    assert desk.reasons() == []


def test_a_link_out_of_the_served_folder_is_named(desk: Desk) -> None:
    (desk.folder / "static" / "vendor" / "all.js").symlink_to(desk.folder / "store.db")
    assert any("all.js" in reason for reason in desk.reasons())


@pytest.mark.parametrize("name", ["keys", "secrets.toml", "store.db", "public.db", "settings"])
def test_a_secret_that_everybody_on_the_machine_can_read_is_named(
    desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMON_GROUND_SETTINGS_FILE", str(desk.folder / "settings"))
    (desk.folder / "settings").touch(0o600)
    assert desk.reasons() == []
    (desk.folder / name).chmod(0o644)
    (said,) = desk.reasons()
    assert said.endswith(f"chmod o-rwx {desk.folder / name}")


def test_groups_that_everybody_on_the_machine_can_change_are_named(desk: Desk) -> None:
    (desk.folder / "groups.toml").chmod(0o644)
    assert desk.reasons() == []
    (desk.folder / "groups.toml").chmod(0o666)
    assert "chmod o-w" in "".join(desk.reasons())


@pytest.mark.parametrize(
    ("address", "local"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("", False), (None, False), ("0.0.0.0", False),
     ("::", False), ("10.0.0.7", False), ("desk.example.org", False)],
)  # fmt: skip
def test_without_production_nobody_elsewhere_reaches_it(desk: Desk, address: str | None, local: bool) -> None:
    assert is_local(address) is local
    desk.options["server.address"] = address
    assert (desk.reasons(production=False) == []) is local
    assert desk.reasons() == [], "in production a proxy on another machine may have to reach it"


Start = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    def run(*command: str, **settings: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "COMMON_GROUND_DATABASE_URL": f"sqlite:///{tmp_path}/store.db", **settings}
        return subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
        )

    return run


def test_a_real_server_ends_and_says_why_and_loads_no_demonstration(start: Start, tmp_path: Path) -> None:
    command = ("serve.py", "--port", str(free_port()))
    ended = start(*command, COMMON_GROUND_PRODUCTION="true", STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION="false")
    assert ended.returncode == 1
    assert "Common Ground does not start:" in ended.stderr
    for named in ("COMMON_GROUND_DEMO_SIGN_IN", "server.enableXsrfProtection", "COMMON_GROUND_PUBLIC_ADDRESS"):
        assert f"\n- {named}" in ended.stderr
    with closing(sqlite3.connect(tmp_path / "store.db")) as store:
        assert store.execute("SELECT count(*) FROM officer").fetchone() == (0,)
