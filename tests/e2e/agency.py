"""An identity provider of this test run, and what a desk needs to sign people in through it."""

import json
import os
import re
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.e2e.conftest import ROOT, free_port

PASSWORD = "correct horse battery staple"
GROUPS = """
[[group]]
name = "liaison leads"
role = "supervisor"
team = "North"

[[group]]
name = "liaison"
role = "officer"
team = "North"
neighbourhoods = ["harbour"]

[[group]]
name = "analysts"
role = "analyst"
"""


@dataclass(frozen=True)
class Agency:
    address: str

    def put(self, person: str, *groups: str) -> None:
        """From now on the provider says that they are in these groups."""
        body = json.dumps({"groups": groups}).encode()
        urllib.request.urlopen(urllib.request.Request(f"{self.address}/people/{person}", body, method="PUT")).close()

    def settings(self, folder: Path, desk: str) -> dict[str, str]:
        """The environment of a desk at this address that signs people in here."""
        (folder / "groups.toml").write_text(GROUPS)
        (folder / "secrets.toml").write_text(secrets(self.address, desk))
        for file in folder.glob("*.toml"):
            file.chmod(0o600)
        return {
            "COMMON_GROUND_PROVIDER_NAME": "the agency",
            "COMMON_GROUND_GROUPS_FILE": str(folder / "groups.toml"),
            "STREAMLIT_SECRETS_FILES": str(folder / "secrets.toml"),
        }


def secrets(provider: str, desk: str) -> str:
    """The example file of the repository, filled in: what is documented is what is tested."""
    text = (ROOT / ".streamlit" / "secrets.toml.example").read_text()
    filled = re.sub(r"(?m)^# (\[auth|\w+ = )", r"\1", text)
    for example, real in (
        ("https://desk.example.org", desk),
        ("https://id.example.org", provider),
        ("at least 32 random characters; the same on every server", "only for tests, and longer than forty characters"),
        ("as the identity provider gave it", "the tests' own secret, nobody else's"),
    ):
        assert example in filled, example
        filled = filled.replace(example, real)
    return filled


@contextmanager
def agency(folder: Path, desk: str) -> Iterator[Agency]:
    """A certified provider (npm's oidc-provider) on this machine, for a desk at this address."""
    version = json.loads((ROOT / "tests/oidc/package.json").read_text())["dependencies"]["oidc-provider"]
    modules, port = ROOT / f".cache/oidc-{version}", free_port()
    own = next(modules.glob("node_modules/node-linux-*/bin/node"), None)
    with (folder / "provider.log").open("wb") as log:
        process = subprocess.Popen(
            [str(own or shutil.which("node")), "server.mjs", str(port), str(modules), f"{desk}/oauth2callback"],
            cwd=ROOT / "tests/oidc",
            env={"PATH": os.environ["PATH"]},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    found = Agency(f"http://127.0.0.1:{port}")
    try:
        _wait(found, process, folder / "provider.log")
        yield found
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(agency: Agency, process: subprocess.Popen[bytes], log: Path) -> None:
    for _attempt in range(150):
        assert process.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(f"{agency.address}/.well-known/openid-configuration", timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the provider did not answer:\n{log.read_text()}")


def prove(page: Page, person: str) -> None:
    """At the provider: name and password."""
    page.get_by_label("Name").fill(person)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
