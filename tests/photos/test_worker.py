"""The workers: bounded in memory and time, replaced when they die, gone with their process, shared by threads."""

import io
import os
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from backend.photos import clean as clean_module
from backend.photos import limits, pipe, worker
from backend.photos.clean import NotAPhoto, clean
from backend.photos.pool import Pool, Worker, WorkerFailed
from backend.photos.worker import CLEAN
from tests.photos import pictures
from tests.photos.pictures import BLUE, GREEN, RED, encoded, near, opened, seen_in

ROOT = Path(__file__).resolve().parents[2]
PHOTO = CLEAN + encoded(pictures.corners())


@pytest.fixture
def one() -> Iterator[Worker]:
    """A worker that has already decoded a photo."""
    alone = Worker()
    alone.ask(PHOTO, timeout_s=60)
    yield alone
    alone.end()


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    """A pool of our own behind clean()."""
    own = Pool(2, timeout_s=60)
    monkeypatch.setattr(clean_module, "pool", own)
    yield own
    own.end()


def run(code: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    """Run ``code`` in a Python of its own."""
    return subprocess.run(  # noqa: S603  # our own interpreter and words
        [sys.executable, "-c", code], cwd=ROOT, input=given, capture_output=True, check=False
    )


def number_of(one: Worker) -> int:
    assert one._process is not None
    return one._process.pid


def test_a_worker_serves_many_photos(one: Worker) -> None:
    before = number_of(one)
    for _ in range(3):
        assert one.ask(PHOTO, timeout_s=60).facts["width"] == 320
    assert number_of(one) == before


def test_a_worker_that_died_is_replaced(one: Worker) -> None:
    before = number_of(one)
    os.kill(before, signal.SIGKILL)
    os.waitid(os.P_PID, before, os.WEXITED | os.WNOWAIT)
    assert one.ask(PHOTO, timeout_s=60).facts["width"] == 320
    assert number_of(one) != before


def test_a_worker_that_dies_over_a_photo_refuses_it_and_is_replaced(one: Worker) -> None:
    stopped = number_of(one)
    os.kill(stopped, signal.SIGSTOP)
    end = threading.Timer(0.2, os.kill, (stopped, signal.SIGKILL))
    end.start()
    with pytest.raises(WorkerFailed) as failed:
        one.ask(PHOTO, timeout_s=60)
    end.join()
    assert not failed.value.is_slow
    assert one.ask(PHOTO, timeout_s=60).facts["width"] == 320


def test_a_slow_worker_is_killed_and_replaced(one: Worker) -> None:
    stopped = number_of(one)
    os.kill(stopped, signal.SIGSTOP)  # it hangs, as a decoder in an endless loop would
    with pytest.raises(WorkerFailed) as failed:
        one.ask(CLEAN + bytes(5_000_000), timeout_s=0.2)  # more than the pipe takes: it hangs while we write
    assert failed.value.is_slow
    with pytest.raises(ProcessLookupError):  # killed and waited for: no zombie
        os.kill(stopped, 0)
    assert one.ask(PHOTO, timeout_s=60).facts["width"] == 320


def test_who_asks_is_told_of_slowness_and_of_death(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = []
    for is_slow in (True, False):
        failing = Pool(1)
        monkeypatch.setattr(failing, "ask", _failing(is_slow=is_slow))
        monkeypatch.setattr(clean_module, "pool", failing)
        with pytest.raises(NotAPhoto) as refused:
            clean(PHOTO[1:])
        codes.append(refused.value.code)
    assert codes == ["too_slow", "unreadable"]


def _failing(*, is_slow: bool) -> object:
    def ask(_request: bytes) -> None:
        raise WorkerFailed(is_slow=is_slow)

    return ask


def test_an_interrupted_question_never_answers_the_next(one: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker interrupted between question and answer would hand one resident's photo to another."""
    before = number_of(one)

    def interrupted(*_args: object, **_more: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("backend.photos.pool.receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            one.ask(CLEAN + encoded(Image.new("RGB", (50, 50))), timeout_s=60)
    assert one.ask(PHOTO, timeout_s=60).facts["width"] == 320
    assert number_of(one) != before


@pytest.mark.parametrize("head", [b"no json", b"[1"])
def test_an_answer_that_makes_no_sense_is_a_death(one: Worker, monkeypatch: pytest.MonkeyPatch, head: bytes) -> None:
    monkeypatch.setattr("backend.photos.pool.receive", lambda *_args, **_more: head)
    with pytest.raises(WorkerFailed) as failed:
        one.ask(PHOTO, timeout_s=60)
    assert not failed.value.is_slow


def test_facts_that_are_none_are_refused(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.photos.pool.receive", lambda *_args, **_more: b'{"width": "wide"}')
    with pytest.raises(NotAPhoto) as refused:
        clean(PHOTO[1:])
    assert refused.value.code == "unreadable"


def test_a_worker_outlives_the_thread_that_started_it() -> None:
    alone = Worker()
    thread = threading.Thread(target=alone.ask, args=(PHOTO,), kwargs={"timeout_s": 60})
    thread.start()
    thread.join()
    before = number_of(alone)
    assert alone.ask(PHOTO, timeout_s=60).facts["width"] == 320
    assert number_of(alone) == before
    alone.end()


def test_sixteen_threads_each_get_their_own_picture(pool: Pool) -> None:
    colours = [RED, GREEN, BLUE, (10 * 3, 90, 200)] * 4
    start = threading.Barrier(16)

    def one_photo(number: int) -> bool:
        raw = encoded(Image.new("RGB", (100 + number, 60), colours[number]))
        start.wait()
        photo = clean(raw)
        return photo.width == 100 + number and near(opened(photo.clean).getpixel((50, 30)), colours[number])

    with ThreadPoolExecutor(16) as threads:
        assert all(threads.map(one_photo, range(16)))
    assert len([free for free in pool._free.queue if free._process]) == 2


def test_an_ended_pool_starts_again(pool: Pool) -> None:
    assert clean(PHOTO[1:]).width == 320
    pool.end()
    assert not any(free._process for free in pool._free.queue)
    assert clean(PHOTO[1:]).width == 320


def test_a_worker_is_told_no_secrets(one: Worker) -> None:
    told = Path(f"/proc/{number_of(one)}/environ").read_bytes().split(b"\0")
    assert {line.partition(b"=")[0] for line in told if line} <= {
        *(b"PATH", b"LANG", b"LC_ALL", b"LD_LIBRARY_PATH", b"PYTHONHOME", b"PYTHONPATH"),
        *(b"OPENBLAS_NUM_THREADS", b"LC_CTYPE"),
    }


def test_a_worker_is_bounded_and_writes_no_files(one: Worker) -> None:
    said = Path(f"/proc/{number_of(one)}/limits").read_text().splitlines()
    bounds = {line[:26].strip(): line[26:].split()[:2] for line in said}
    assert bounds["Max address space"] == [str(limits.MEMORY_BYTES)] * 2
    assert bounds["Max file size"] == bounds["Max core file size"] == ["0", "0"]


def test_a_worker_knows_nothing_of_django(one: Worker) -> None:
    code = "import sys, backend.photos.worker, backend.photos.decode, backend.photos.rendition, backend.photos.store;"
    code += "print([name for name in sys.modules if name.partition('.')[0] in ('django', 'rest_framework', 'celery')])"
    assert run(code).stdout.strip() == b"[]"


def test_the_largest_photos_fit_into_the_memory(one: Worker) -> None:
    before = number_of(one)
    for image in (Image.new("RGBA", (8160, 6120), (*BLUE, 255)), Image.new("I;16", (8160, 6120), 40_000)):
        answer = one.ask(CLEAN + encoded(image, "PNG", compress_level=1), timeout_s=120)
        assert answer.facts["width"] == 1600
    assert number_of(one) == before


PARENT = """
import sys, time
from backend.photos import pool
worker = pool.Worker()
worker.ask(b"c" + sys.stdin.buffer.read(), timeout_s=60)
print(worker._process.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("is_decoding", [False, True])
def test_a_worker_ends_with_a_parent_that_is_killed(is_decoding: bool) -> None:
    with subprocess.Popen(  # noqa: S603  # our own interpreter and words
        [sys.executable, "-c", PARENT], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdin
        assert parent.stdout
        parent.stdin.write(PHOTO[1:])
        parent.stdin.close()
        child = int(parent.stdout.readline())
        death = os.pidfd_open(child)
        held = Path(f"/proc/{child}/fd/0").open("rb+", buffering=0) if is_decoding else io.BytesIO()  # noqa: SIM115  # closed below
        parent.kill()  # the pipe held open stands for a worker that does not look at it
        _await_end(death)
        held.close()
    os.close(death)


def _await_end(death: int) -> None:
    poll = select.poll()
    poll.register(death, select.POLLIN)
    assert poll.poll(30_000), "the worker lives on"


def test_a_child_by_fork_gets_workers_of_its_own(pool: Pool) -> None:
    code = (
        "import os, sys\n"
        "from backend.photos.clean import clean\n"
        "from backend.photos.pool import pool\n"
        "raw = sys.stdin.buffer.read()\n"
        "numbers = lambda: {free._process.pid for free in pool._free.queue if free._process}\n"
        "clean(raw)\n"
        "ours = numbers()\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    good = not numbers() and clean(raw).width == 320 and not numbers() & ours\n"
        "    pool.end()\n"
        "    os._exit(0 if good else 1)\n"
        "status = os.waitpid(child, 0)[1]\n"
        "assert status == 0, status\n"
        "assert clean(raw).width == 320 and numbers() == ours\n"
    )
    said = run(code, PHOTO[1:])
    assert said.returncode == 0, said.stderr.decode()


def test_a_decoder_that_hangs_with_nobody_left_ends_by_its_alarm() -> None:
    code = (
        "import time\n"
        "from backend.photos import decode, limits, worker\n"
        "limits.ALARM_S = 0.2\n"
        "decode.cleaned = lambda raw: time.sleep(600)\n"
        "worker.serve(0, 1)\n"
    )
    assert run(code, len(PHOTO).to_bytes(4, "big") + PHOTO).returncode == -signal.SIGALRM


def test_a_decoder_that_wants_all_memory_is_refused_it() -> None:
    code = "import os; from backend.photos import worker; worker._bind(os.getppid()); bytearray(2_000_000_000)"
    said = run(code)
    assert said.returncode == 1
    assert b"MemoryError" in said.stderr


def test_serving_goes_on_after_a_refusal_and_ends_with_the_pipe() -> None:
    asked, ask = os.pipe()
    answers, answer = os.pipe()
    threading.Thread(target=_ask, args=(ask,)).start()
    worker.serve(asked, answer)
    os.close(answer)
    first, *_empty = [pipe.receive(answers, most=10**6) for _ in range(3)]
    head, picture, _thumb = [pipe.receive(answers, most=10**6) for _ in range(3)]
    public_head, public, _thumb = [pipe.receive(answers, most=10**6) for _ in range(3)]
    assert (first, public_head) == (b'{"unfit": "not_a_photo"}', b"{}")
    assert b'"width": 320' in head
    assert seen_in(picture) == seen_in(public) == list(pictures.CORNERS)
    os.close(answers)
    os.close(asked)


EDIT = b'{"boxes": [], "turn": 0, "crop": null}'


def _ask(ask: int) -> None:
    pipe.send(ask, CLEAN + b"no photo", PHOTO, worker.RENDITION + struct.pack(">I", len(EDIT)) + EDIT + PHOTO[1:])
    os.close(ask)


def test_a_worker_binds_itself_before_it_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr("sys.argv", ["worker", str(os.getppid())])
    monkeypatch.setattr("signal.signal", lambda *_args: done.append("interrupts"))
    monkeypatch.setattr("resource.setrlimit", lambda bound, _most: done.append(str(bound)))
    monkeypatch.setattr("warnings.simplefilter", done.append)
    monkeypatch.setattr(worker, "_watch", lambda _parent: None)
    monkeypatch.setattr(worker, "serve", lambda *_pipes: done.append("serves"))
    worker.main()
    bounds = [resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE]
    assert done == ["interrupts", *map(str, bounds), "ignore", "serves"]


def test_a_worker_whose_parent_changed_ends_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    parents, ended = iter([7, 7, 1]), list[int]()
    monkeypatch.setattr("os.getppid", lambda: next(parents))
    monkeypatch.setattr("os._exit", ended.append)
    monkeypatch.setattr("time.sleep", lambda _pause_s: None)
    worker._watch(7)
    assert ended == [1]


def test_a_frame_that_is_too_long_is_not_read() -> None:
    out, into = os.pipe()
    pipe.send(into, b"x" * 100)
    with pytest.raises(EOFError, match="100"):
        pipe.receive(out, most=99)
    os.close(out)
    os.close(into)
