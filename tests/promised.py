"""Waiting in a browser for what only a promise tells: caches, databases, registrations."""

from playwright.sync_api import Page

_TURNS = 300
_PAUSE_MS = 100


def wait_until_true(page: Page, question: str, arg: object = None) -> None:
    """Ask ``question``, a function that returns a promise, until it is answered yes; AssertionError after 30 seconds.

    Playwright's ``wait_for_function`` takes the promise itself for a yes, so it waits for nothing.
    """
    for _turn in range(_TURNS):
        if page.evaluate(question, arg):
            return
        page.wait_for_timeout(_PAUSE_MS)
    raise AssertionError(question)
