"""What residents were told is filed, kept on their side: telephones that repeat a report until it is acknowledged."""

import io
import threading
import time
from collections import Counter
from dataclasses import dataclass
from uuid import UUID, uuid4

import httpx
from PIL import Image

AGAIN = frozenset({409, 503})  # not filed, or nobody knows: the same report comes again under its key
PATIENCE_S = 90  # a server that has just been started takes a request and works on it when it is there
ENDS_WITHIN_S = 300
_CELLS = (8, 6)  # a picture is so many black or white fields: 48 bits of its report's key
_FIELD = 40  # pixels


@dataclass(frozen=True)
class Acknowledged:
    """A report that its sender was told is in: under which code, with which picture, and where letters go."""

    code: str
    picture: int
    email: str


class Telephone(threading.Thread):
    """A telephone in a bad network: files reports one after the other, each repeated until it is acknowledged."""

    def __init__(self, ledger: "Ledger", number: int) -> None:
        super().__init__(daemon=True)
        self._ledger, self._number = ledger, number

    def run(self) -> None:
        turn = 0
        with httpx.Client(base_url=self._ledger.address, timeout=PATIENCE_S) as line:
            while not self._ledger.over.is_set():
                turn += 1
                self._file(line, uuid4(), turn)
                self._ledger.over.wait(self._ledger.pause_s)

    def _file(self, line: httpx.Client, key: UUID, turn: int) -> None:
        email, number = f"dan-{key.hex[:8]}-{turn}@dan.example", number_in(key)
        form = {
            "category": "household_waste",
            "text": f"Rác chưa thu gom, máy {self._number}, lần {turn}.",
            "lat": "21.045795",
            "lon": "105.869766",
            "contact_email": email,
            "consent": "2026-1",
        }
        photo = ("anh.jpg", picture(number), "image/jpeg")
        while True:
            try:
                answer = line.post(
                    "/api/v1/reports", headers={"Idempotency-Key": str(key)}, data=form, files={"photos": photo}
                )
            except httpx.TransportError as failure:
                self._ledger.note(type(failure).__name__)
                time.sleep(0.1)
                continue
            self._ledger.note(answer.status_code)
            if answer.status_code == httpx.codes.CREATED:
                self._ledger.keep(key, Acknowledged(answer.json()["code"], number, email))
                return
            is_announced = answer.status_code == httpx.codes.CONFLICT or "Retry-After" in answer.headers
            if answer.status_code not in AGAIN or not is_announced:
                self._ledger.wrong.append(f"{answer.status_code} {answer.text[:200]}")
                return
            time.sleep(0.1)


class Ledger:
    """So many telephones at once, and what all of them were told."""

    def __init__(self, address: str, *, telephones: int = 8, pause_s: float = 0.0) -> None:
        self.address, self.pause_s = address, pause_s
        self.over = threading.Event()
        self.acknowledged: dict[UUID, Acknowledged] = {}
        self.answers: Counter[int | str] = Counter()
        self.wrong: list[str] = []
        self._lock = threading.Lock()
        self._telephones = [Telephone(self, number) for number in range(telephones)]

    def begin(self) -> None:
        for one in self._telephones:
            one.start()

    def reach(self, number: int, *, within_s: float) -> bool:
        """Wait until ``number`` reports are acknowledged; False where that takes longer."""
        deadline = time.monotonic() + within_s
        while len(self.acknowledged) < number:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.01)
        return True

    def end(self) -> None:
        """Let each telephone have its last report acknowledged; AssertionError where one was answered with a fault."""
        self.over.set()
        deadline = time.monotonic() + ENDS_WITHIN_S
        for one in self._telephones:
            one.join(timeout=max(0.0, deadline - time.monotonic()))
        assert not any(one.is_alive() for one in self._telephones)
        assert self.wrong == []

    def codes(self) -> list[str]:
        return sorted(one.code for one in self.acknowledged.values())

    def keep(self, key: UUID, one: Acknowledged) -> None:
        with self._lock:
            self.acknowledged[key] = one

    def note(self, answer: int | str) -> None:
        with self._lock:
            self.answers[answer] += 1


def number_in(key: UUID) -> int:
    """Return the number that the picture of the report with this key shows."""
    return key.int >> (128 - _CELLS[0] * _CELLS[1])


def picture(number: int) -> bytes:
    """Return a JPEG that shows ``number``: whoever decodes it later knows whose it is, and that it is whole."""
    fields = Image.new("L", _CELLS)
    fields.putdata([255 * (number >> bit & 1) for bit in range(_CELLS[0] * _CELLS[1])])
    out = io.BytesIO()
    size = (_CELLS[0] * _FIELD, _CELLS[1] * _FIELD)
    fields.resize(size, Image.Resampling.NEAREST).convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


def shown_in(data: bytes) -> int:
    """Return the number that a picture shows, however large it is by now; OSError where it is not whole."""
    with Image.open(io.BytesIO(data)) as opened:
        grey = opened.convert("L")
    across, down = grey.width / _CELLS[0], grey.height / _CELLS[1]
    number = 0
    for bit in range(_CELLS[0] * _CELLS[1]):
        at = (int((bit % _CELLS[0] + 0.5) * across), int((bit // _CELLS[0] + 0.5) * down))
        number |= (grey.getpixel(at) > 127) << bit  # type: ignore[operator]  # of grey pictures it is one number
    return number
