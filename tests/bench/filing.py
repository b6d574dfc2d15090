"""Reports filed per second by sixteen clients, without and with a photo of 300 kB, and what each costs the server."""

import io
import threading
import time
from uuid import uuid4

import httpx
import numpy as np
from PIL import Image

from tests.bench.figures import cpu_ms, percentile, say
from tests.server import Platform

CLIENTS = 16
SECONDS = 10


def photo_of_300_kb() -> bytes:
    """Return a JPEG of 1600 x 1200 pixels and about 300 kB: noise over a gradient, as a street scene weighs."""
    across = np.linspace(40, 200, 1600)[None, :, None] + np.zeros((1200, 1600, 3))
    noise = np.random.default_rng(7).normal(0, 9, (300, 400, 3)).repeat(4, axis=0).repeat(4, axis=1)
    image = Image.fromarray(np.clip(across + noise, 0, 255).astype("uint8"))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=84)
    return out.getvalue()


def measure(platform: Platform, database: str) -> None:
    """Print the figures of filing for a platform that runs."""
    for photo, name in ((b"", "filing"), (photo_of_300_kb(), "filing_with_photo")):
        _measure(platform, database, photo, name)


def _measure(platform: Platform, database: str, photo: bytes, name: str) -> None:
    assert platform.process is not None
    group = platform.process.pid
    taken: list[float] = []
    wrong: list[int] = []
    until = time.monotonic() + SECONDS
    before, began = cpu_ms(group), time.monotonic()
    threads = [threading.Thread(target=_client, args=(platform, photo, until, taken, wrong)) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent, lasted = cpu_ms(group) - before, time.monotonic() - began
    done = max(1, len(taken))
    more = {"database": database, "clients": CLIENTS, "photo_bytes": len(photo), "wrong": len(wrong)}
    say(name, len(taken) / lasted, "reports", per="second", **more)
    say(f"{name}_cpu", spent / done, "ms", per="report", **more)
    say(f"{name}_p95", percentile(taken, 0.95) * 1000, "ms", per="report", **more)


def _client(platform: Platform, photo: bytes, until: float, taken: list[float], wrong: list[int]) -> None:
    body = {"category": "household_waste", "text": "Rác chưa thu gom.", "lat": "21.045795", "lon": "105.869766"}
    files = {"photos": ("anh.jpg", photo, "image/jpeg")} if photo else None
    with httpx.Client(base_url=platform.address, timeout=60) as client:
        while time.monotonic() < until:
            began = time.monotonic()
            answer = client.post("/api/v1/reports", data=body, files=files, headers={"Idempotency-Key": str(uuid4())})
            if answer.status_code == httpx.codes.CREATED:
                taken.append(time.monotonic() - began)
            else:
                wrong.append(answer.status_code)
