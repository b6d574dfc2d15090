"""The same moment for several: each in a thread and on a connection of its own."""

import threading
from collections.abc import Callable, Sequence

from django.db import connections

from backend.core.errors import Refused


def together(deeds: Sequence[Callable[[], object]]) -> list[object]:
    """Do all ``deeds`` at once; return what each returned, or the refusal it raised."""
    gate = threading.Barrier(len(deeds))
    results: list[object] = []

    def do(deed: Callable[[], object]) -> None:
        gate.wait()
        try:
            results.append(deed())
        except Refused as refused:
            results.append(refused)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
