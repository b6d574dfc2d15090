"""make prod-local: a production on this machine, until Ctrl+C; PORT=, WEBS= and WORKERS= say where and how much."""

import os
import secrets
import signal
import tempfile
import threading
from pathlib import Path

from tests.production.stack import stack


def main() -> None:
    password = os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(12)
    os.environ["DEMO_PASSWORD"] = password
    number = {name: int(os.environ.get(name) or usual) for name, usual in {"WEBS": 2, "WORKERS": 1, "PORT": 0}.items()}
    is_over = threading.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: is_over.set())
    with tempfile.TemporaryDirectory(prefix="longbien-") as folder:
        told = {"webs": number["WEBS"], "workers": number["WORKERS"], "port": number["PORT"]}
        with stack(Path(folder), tell=_say, **told) as made:
            made.manage("make_demo", "--reports", os.environ.get("REPORTS") or "200", "--months", "1", as_owner=True)
            _say(f"{made.address}/  {made.address}/staff/  (phuong-ngoc-lam, {password})")
            _say(f"logs and mail in {folder}; Ctrl+C ends everything")
            is_over.wait()
    _say("ended")


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201  # it speaks to the terminal


if __name__ == "__main__":
    main()
