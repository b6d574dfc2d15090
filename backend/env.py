"""Typed readers of the environment: a wrong value stops the start and names its variable."""

import os
import secrets
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
# What this process calls its sessions of PostgreSQL: by it a restore knows its pool's from those of others.
OWN_NAME = f"longbien-{secrets.token_hex(6)}"


class WrongSetting(SystemExit):
    """A setting in the environment cannot be used; the process ends with its name and what was expected."""

    def __init__(self, name: str, expected: str, *, is_secret: bool = False) -> None:
        got = "something else" if is_secret else repr(os.environ.get(name))
        super().__init__(f"Setting {name}: expected {expected}, got {got}.")


def text(name: str, default: str = "") -> str:
    """Return the variable without surrounding blanks; ``default`` where it is unset or empty.

    Where ``NAME_FILE`` is set instead, what that file holds: so a secret never stands in the environment.
    """
    file = os.environ.get(f"{name}_FILE", "").strip()
    value = os.environ.get(name, "").strip()
    if not file:
        return value or default
    if value:
        raise WrongSetting(f"{name}_FILE", f"to stand alone, without {name} beside it")
    try:
        return Path(file).read_text(encoding="utf-8").strip() or default
    except (OSError, UnicodeDecodeError):
        raise WrongSetting(f"{name}_FILE", "the path of a text file that can be read") from None


def secret(name: str, *, kept_in: Path | None) -> str:
    """Return the secret ``name``; unset it is made once and kept in the folder ``kept_in``, if there is one."""
    if value := text(name):
        return value
    if kept_in is None:
        raise WrongSetting(name, "a long random text (it must be set where DATABASE_URL is)")
    kept = kept_in / name.lower()
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return kept.read_text(encoding="ascii")


def flag(name: str, *, default: bool) -> bool:
    """Return a yes or no: 1/0, true/false, yes/no, on/off."""
    value = text(name).lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise WrongSetting(name, "one of 1, 0, true, false, yes, no, on, off")
    return value in TRUE


def number(name: str, default: int, *, low: int, high: int) -> int:
    """Return a whole number within ``low`` and ``high``, both allowed."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit()) or not low <= int(value) <= high:
        raise WrongSetting(name, f"a whole number from {low} to {high}")
    return int(value)


def choice(name: str, options: Iterable[str], default: str) -> str:
    """Return one of ``options``."""
    value = text(name, default)
    if value not in set(options):
        raise WrongSetting(name, "one of " + ", ".join(sorted(options)))
    return value


def day_or_today(name: str, default: date) -> date | None:
    """Return a date written as 2024-12-31, or None for the word ``today``."""
    value = text(name)
    if value == "today":
        return None
    if not value:
        return default
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise WrongSetting(name, "a date such as 2024-12-31, or the word today") from None


def address(name: str, schemes: Iterable[str], default: str = "") -> str:
    """Return a URL with one of ``schemes``, without a closing slash; empty where none is set."""
    value = text(name, default)
    if value and (urlsplit(value).scheme not in set(schemes)):
        raise WrongSetting(name, "an address beginning with " + " or ".join(f"{s}:" for s in sorted(schemes)))
    return value.rstrip("/")


def words(name: str) -> list[str]:
    """Return a comma-separated list without blanks and empty parts."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def keys(name: str, *, shortest: int) -> dict[str, tuple[str, bool]]:
    """Return named keys, each with whether it publishes at once: ``key``, ``name:key`` or ``name:key:review``, ...

    A key without a name is called by its place (``open311-1``); with ``review`` what it sends waits for a look.
    """
    found: dict[str, tuple[str, bool]] = {}
    for place, word in enumerate(words(name), start=1):
        first, _colon, rest = word.partition(":")
        second, _colon, manner = rest.partition(":")
        called, key = (first.strip(), second.strip()) if rest else (f"open311-{place}", first.strip())
        if not called or called in found or len(key) < shortest or manner.strip() not in {"", "at_once", "review"}:
            form = f"name:key[:review], comma-separated, each key of {shortest} characters or more"
            raise WrongSetting(name, form, is_secret=True)
        found[called] = (key, manner.strip() != "review")
    return found
