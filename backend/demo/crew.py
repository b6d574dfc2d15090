"""Who writes the chapters: this process for a few, several processes for many. Chapters come back in their order."""

import multiprocessing
import os
import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from backend.demo.openings import Chapter
    from backend.demo.pages import Author, Pages, Script

_AHEAD = 2  # chapters each process may be ahead of who writes them down


class _Own:
    author: "Author"  # of a process that does nothing else


def written(script: "Script", chapters: "Iterable[Chapter]", *, processes: int) -> "Iterator[Pages]":
    """Yield the pages of the chapters, written by so many ``processes`` beside this one (0: by this one)."""
    if not processes:
        from backend.demo.pages import Author  # noqa: PLC0415  # a new process reads this file before it knows Django

        yield from map(Author(script).write, chapters)
        return
    context = multiprocessing.get_context("spawn")
    raw = pickle.dumps(script)
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(raw,)) as pool:
        under_way: deque[Future[Pages]] = deque()
        for chapter in chapters:
            under_way.append(pool.submit(_write, chapter))
            if len(under_way) > _AHEAD * processes:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def processes_for(number: int) -> int:
    """Return how many processes ``number`` reports are worth: starting one takes seconds."""
    return 0 if number < 20_000 else max(1, (os.cpu_count() or 1))  # measured


def _begin(raw: bytes) -> None:
    """Make a new process ready; the script comes as bytes, because reading it needs Django to be ready."""
    django.setup()
    from backend.demo.pages import Author  # noqa: PLC0415  # as above

    _Own.author = Author(pickle.loads(raw))  # noqa: S301  # written by the process that started this one


def _write(chapter: "Chapter") -> "Pages":
    return _Own.author.write(chapter)
