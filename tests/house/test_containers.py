"""The image and the services: pinned, bounded, unprivileged, with secrets in files; read without an engine."""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.house.files import ROOT
from tests.house.test_tools import passes

COMPOSE = Path(find_spec("compose").submodule_search_locations[0]) / "docker-compose"  # type: ignore[union-attr,index]  # it is installed
GIVEN = {
    "PUBLIC_URL": "https://a.example",
    "PUBLIC_MEDIA_URL": "https://b.example",
    "ALLOWED_HOSTS": "a.example",
}
DESCRIBED: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = DESCRIBED["services"]
OURS = ("migrate", "web", "staff", "live", "worker", "beat", "backup")
ONCE = ("migrate",)
NOT_OF_THE_SETTINGS = {"BACKUP_PASSWORD_FILE"}  # of a script


def test_the_services_are_described_well() -> None:
    passes(COMPOSE, "-f", "docker-compose.yml", "config", "--quiet", more=GIVEN)


def test_every_line_goes_to_another_machine_where_that_is_asked_for(tmp_path: Path) -> None:
    files, out = ("-f", "docker-compose.yml", "-f", "backend/ops/logs.yml"), tmp_path / "described.yml"
    away = {"LOG_ADDRESS": "tcp+tls://log.example:6514", "LOG_CA": "/etc/ssl/log.pem"}
    passes(COMPOSE, *files, "config", "--output", out, more=GIVEN | away)
    lines = {name: one["logging"] for name, one in yaml.safe_load(out.read_text(encoding="utf-8"))["services"].items()}
    assert set(lines) == set(SERVICES)
    assert all(one["driver"] == "syslog" and "max-size" not in one["options"] for one in lines.values())
    assert {one["options"]["syslog-address"] for one in lines.values()} == {away["LOG_ADDRESS"]}
    with pytest.raises(AssertionError, match="set LOG_ADDRESS"):
        passes(COMPOSE, *files, "config", "--quiet", more=GIVEN)


@pytest.mark.parametrize("name", sorted(GIVEN))
def test_without_its_address_nothing_starts(name: str) -> None:
    with pytest.raises(AssertionError, match=f"set {name}"):
        passes(COMPOSE, "-f", "docker-compose.yml", "config", "--quiet", more=GIVEN | {name: ""})


def test_every_part_of_a_production_is_there() -> None:
    assert set(SERVICES) == {*OURS, "proxy", "postgres", "redis", "s3"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_is_bounded_unprivileged_and_says_how_it_is(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["user"].partition(":")[0]) > 0
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert name in ONCE or "test" in service["healthcheck"]
    assert "container_name" not in service  # two of one name would not start beside each other


@pytest.mark.parametrize("name", ["web", "live", "worker"])
def test_what_may_be_scaled_holds_no_port_and_no_folder(name: str) -> None:
    """Files of open data are the exception: one volume for all of them, written aside and renamed."""
    assert "ports" not in SERVICES[name]
    assert set(SERVICES[name].get("volumes", [])) <= {"open-data:/srv/open-data"}


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert DESCRIBED["networks"]["inside"]["internal"] is True
    assert all(SERVICES[name]["networks"] == ["inside"] for name in ("postgres", "redis", "s3"))


@pytest.mark.parametrize("name", OURS)
def test_every_name_of_the_environment_is_a_setting(name: str) -> None:
    settings = (ROOT / "backend" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'env\.\w+\("([A-Z0-9_]+)"', settings))
    given = set(SERVICES[name]["environment"]) - NOT_OF_THE_SETTINGS
    assert {one.removesuffix("_FILE") for one in given} <= read


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_secrets_come_in_files_that_the_service_is_given(name: str) -> None:
    environment: dict[str, str] = SERVICES[name].get("environment", {})
    read = {value.removeprefix("/run/secrets/") for key, value in environment.items() if key.endswith("_FILE")}
    assert read <= set(SERVICES[name].get("secrets", []))
    assert not [key for key in environment if re.search("SECRET|PASSWORD|_KEY$", key) and not key.endswith("_FILE")]


def test_every_secret_is_made_by_the_script(tmp_path: Path) -> None:
    passes("sh", "backend/ops/make_secrets.sh", tmp_path / "secrets")
    made = {file.name: file.read_text(encoding="ascii") for file in (tmp_path / "secrets").iterdir()}
    assert set(made) == set(DESCRIBED["secrets"])
    assert made["app_password"] in made["database_url"]
    passes("sh", "backend/ops/make_secrets.sh", tmp_path / "secrets")
    assert (tmp_path / "secrets" / "secret_key").read_text(encoding="ascii") == made["secret_key"]


def test_images_are_pinned_and_the_last_step_is_unprivileged() -> None:
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    bases = re.findall(r"^FROM (\S+)", image, re.MULTILINE)
    stages = set(re.findall(r"^FROM \S+ AS (\S+)", image, re.MULTILINE))
    outside = [base for base in bases if base not in stages] + [
        service["image"] for service in SERVICES.values() if "build" not in service
    ]
    assert all(re.search(r":(\d+\.\d+\.?\d*[\w.-]*|RELEASE\.\S+)$", one) for one in outside), outside
    assert "HEALTHCHECK" in image
    assert {service["build"]["target"] for service in SERVICES.values() if "build" in service} <= stages
    assert re.findall(r"^USER (\S+)", image, re.MULTILINE)[-1] == "10001:10001"


def test_the_scripts_beside_it_can_be_read() -> None:
    for script in sorted((ROOT / "backend" / "ops").glob("*.sh")):
        passes("sh", "-n", script)
