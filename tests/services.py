"""What this machine offers beside Python: PostgreSQL, Redis, a browser, letters. Absent ones are never passed over."""

import os
import shutil
import socket
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

POSTGRES = os.environ.get("TEST_DATABASE_URL", "") or "postgres://postgres@127.0.0.1:5432/postgres"
REDIS = os.environ.get("TEST_REDIS_URL", "") or "redis://127.0.0.1:6379"
REQUIRED = os.environ.get("REQUIRE_SERVICES", "") == "1"
ANSWERS_WITHIN_S = 1.0
INSTALL = {
    "postgres": "apt-get install postgresql, or name one in TEST_DATABASE_URL",
    "redis": "apt-get install redis-server, or name one in TEST_REDIS_URL",
    "browser": "apt-get install chromium",
    "letters": "apt-get install fonts-croscore",
    "proxy": "apt-get install caddy",
}


def absent(service: str) -> str:
    """Return why ``service`` (a name of INSTALL) cannot be used here, with the remedy; empty where it can."""
    return _absent()[service]


@cache
def _absent() -> dict[str, str]:
    return {
        "postgres": "" if _listens(POSTGRES, 5432) else f"no PostgreSQL at {_place(POSTGRES)} ({INSTALL['postgres']})",
        "redis": "" if _listens(REDIS, 6379) else f"no Redis at {_place(REDIS)} ({INSTALL['redis']})",
        "browser": "" if shutil.which("chromium") else f"no chromium ({INSTALL['browser']})",
        "proxy": "" if shutil.which("caddy") else f"no caddy ({INSTALL['proxy']})",
        "letters": "" if _has_letters() else f"no letters of Times New Roman's widths ({INSTALL['letters']})",
    }


def _has_letters() -> bool:
    return any(Path("/usr/share/fonts").rglob("Tinos-Regular.ttf"))


def _place(url: str) -> str:
    """Return host and port: the rest may hold a password."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)


def _listens(url: str, usual_port: int) -> bool:
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or usual_port), ANSWERS_WITHIN_S):
            return True
    except OSError:
        return False
