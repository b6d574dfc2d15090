"""A bell that rings after commit: who has something to do with new events listens; nobody may rely on it.

The bell is a hint that saves waiting. What is owed is always found in the database, so a ring that is lost (the
process died between commit and ring) costs a second, never an event.
"""

from collections.abc import Callable
from itertools import count
from typing import NewType

from django.db import transaction

Listener = Callable[[], None]
Ticket = NewType("Ticket", int)

_listeners: dict[Ticket, Listener] = {}
_numbers = count(1)  # never given out twice: who leaves late must not send another away


def listen(listener: Listener) -> Ticket:
    """Call ``listener`` after every commit that brought events, in the committing thread: it must return at once."""
    ticket = Ticket(next(_numbers))
    _listeners[ticket] = listener
    return ticket


def leave(ticket: Ticket) -> None:
    """Stop listening."""
    _listeners.pop(ticket, None)


def ring_after_commit() -> None:
    """Ring when the current transaction has committed, at once where there is none.

    Each listener is called on its own: one that fails is logged by Django and keeps nobody else from hearing.
    """
    for listener in tuple(_listeners.values()):
        transaction.on_commit(listener, robust=True)
