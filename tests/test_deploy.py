"""What whoever installs copies from deploy/ is whole: it can be read, names what is there, and is used as it lies there."""

import ast
import configparser
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("common-ground*"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
TIMERS = [unit for unit in UNITS if unit.suffix == ".timer"]


def unit(file: Path) -> configparser.ConfigParser:
    read = configparser.ConfigParser(interpolation=None, strict=False)
    read.optionxform = str  # type: ignore[assignment]
    read.read_string(file.read_text(encoding="utf-8"))
    return read


@pytest.mark.parametrize("file", sorted(DEPLOY.rglob("*.yml")), ids=lambda file: file.name)
def test_every_yaml_file_can_be_read(file: Path) -> None:
    assert isinstance(yaml.safe_load(file.read_text(encoding="utf-8")), dict)


def test_patroni_keeps_what_was_acknowledged() -> None:
    told = yaml.safe_load((DEPLOY / "cluster/patroni.yml").read_text(encoding="utf-8"))
    dcs = told["bootstrap"]["dcs"]
    assert dcs["synchronous_mode"] is dcs["synchronous_mode_strict"] is True
    assert dcs["postgresql"]["parameters"]["synchronous_commit"] == "on"
    assert dcs["loop_wait"] + 2 * dcs["retry_timeout"] <= dcs["ttl"] <= 20, "Patroni's own rule, and 30 seconds in all"
    reach_it = [line for line in told["postgresql"]["pg_hba"] if not line.startswith("local ")]
    assert all(line.startswith("hostssl ") and line.endswith(" scram-sha-256") for line in reach_it)


def test_the_container_copies_what_is_there_and_runs_as_nobody_in_particular() -> None:
    text = (DEPLOY / "containers/Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.partition(" ") for line in text.splitlines() if re.match("[A-Z]+ ", line)]
    steps = [(step, shlex.split(words)) for step, _space, words in lines if step in ("FROM", "COPY", "USER")]
    copied = [source for step, words in steps if step == "COPY" for source in words[:-1]]
    assert len(copied) > 5
    assert [source for source in copied if not (ROOT / source).exists()] == []
    assert [words for step, words in steps if step == "USER"] == [["common-ground"]]
    assert pinned(next(words[0] for step, words in steps if step == "FROM"))
    needed = {"dashboard", "db", "pages", "seed", "serve.py", "requirements.txt", ".streamlit/config.toml"}
    assert needed <= set(copied)


def pinned(image: str) -> bool:
    """With its whole version: the same image tomorrow."""
    return bool(re.fullmatch(r"[\w./-]+:\d+\.\d+(\.\d+)?[\w.-]*", image)) and "latest" not in image


def test_compose_pins_every_image_and_mounts_what_is_there_or_is_said() -> None:
    assert not pinned("nginx") and not pinned("nginx:latest") and not pinned("nginx:1")
    file = DEPLOY / "containers/compose.yml"
    text = file.read_text(encoding="utf-8")
    services = yaml.safe_load(text)["services"]
    assert set(services) == {"nginx", "database", "migrate", "server-1", "server-2"}
    said = text.partition("\nname:")[0]
    for name, service in services.items():
        assert pinned(service["image"]), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            own = source.startswith("./") and source.removeprefix("./") in said
            assert own or not source.startswith(".") or (file.parent / source).exists(), source
        # One network: only nginx is reached from outside.
        assert ("ports" in service) == (name == "nginx") == (service.get("network_mode") != "service:nginx")
    build = services["server-1"]["build"]
    assert (file.parent / build["context"]).resolve() == ROOT and (ROOT / build["dockerfile"]).exists()


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.name)
def test_every_service_is_fenced_in(file: Path) -> None:
    service = unit(file)["Service"]
    assert service["User"] == "common-ground"
    for fence in ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "RestrictSUIDSGID", "PrivateDevices"):
        assert service[fence] == "true", fence
    assert (
        service["ProtectSystem"] == "strict" and service["CapabilityBoundingSet"] == "" and service["UMask"] == "0077"
    )


@pytest.mark.long
def test_every_timer_starts_a_service_that_is_there_with_a_command_that_is_there() -> None:
    helped = subprocess.run(
        [sys.executable, "-m", "db", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    known = set(re.search(r"\{([\w,-]+)\}", helped.stdout)[1].split(","))  # type: ignore[index]
    assert {file.stem.removeprefix("common-ground-") for file in TIMERS} == {"tidy", "check", "backup", "drill"}
    for file in TIMERS:
        assert unit(file)["Timer"]["OnCalendar"]
        program, *arguments = unit(file.with_suffix(".service"))["Service"]["ExecStart"].split()
        assert program == "/opt/common-ground/.venv/bin/python" and arguments[:2] == ["-m", "db"]
        assert arguments[2] in known, file.name


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="this machine has no systemd to ask")
@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_systemd_understands_every_line(file: Path, tmp_path: Path) -> None:
    for each in UNITS:
        text = each.read_text(encoding="utf-8").replace("/opt/common-ground/.venv/bin/python", sys.executable)
        (tmp_path / each.name).write_text(text)
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / file.name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in said.stderr.splitlines() if str(tmp_path) in line or "common-ground" in line] == []


def test_a_rolling_restart_marks_the_server_whose_turn_it_is(tmp_path: Path) -> None:
    restart = tmp_path / "restart"
    restart.write_text(f'#!/bin/sh\necho "$1 $(ls {tmp_path}/marks)"\n')
    restart.chmod(0o755)
    done = subprocess.run(
        ["bash", str(DEPLOY / "rolling-restart.sh"), "8501", "8502"],
        env={"PATH": "/usr/bin:/bin", "COMMON_GROUND_MARKS": str(tmp_path / "marks"), "COMMON_GROUND_RESTART": str(restart)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    turns = [line for line in done.stdout.splitlines() if line.startswith("common-ground@") and "draining" in line]
    assert turns == ["common-ground@8501 draining-1", "common-ground@8502 draining-2"]
    assert list((tmp_path / "marks").iterdir()) == []


def test_a_rolling_restart_stops_at_a_server_that_does_not_come_back(tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", str(DEPLOY / "rolling-restart.sh"), "8501", "8502"],
        env={"PATH": "/usr/bin:/bin", "COMMON_GROUND_MARKS": str(tmp_path / "marks"), "COMMON_GROUND_RESTART": "false"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0 and "8502" not in done.stdout
    assert list((tmp_path / "marks").iterdir()) == [], "people come to it again if it lives after all"


def takes_away(migration: str) -> list[str]:
    """What this migration's upgrade drops, renames or alters."""
    upgrade = next(n for n in ast.parse(migration).body if isinstance(n, ast.FunctionDef) and n.name == "upgrade")
    called = [ast.unparse(node) for node in ast.walk(upgrade) if isinstance(node, ast.Call)]
    return [call for call in called if re.search(r"\bdrop_|\balter_|\brename_|(?i:\b(DROP|RENAME)\s)", call)]


def test_old_servers_go_on_beside_a_new_schema_because_migrations_only_add() -> None:
    assert takes_away("def upgrade():\n    op.drop_column('concern', 'summary')")
    assert takes_away("def upgrade():\n    op.execute('ALTER TABLE concern RENAME TO x')")
    versions = sorted((ROOT / "db/migrations/versions").glob("*.py"))
    since = [file for file in versions if file.name[:4].isdecimal() and file.name[:4] >= "0013"]
    assert since
    assert {file.name: found for file in since if (found := takes_away(file.read_text(encoding="utf-8")))} == {}
