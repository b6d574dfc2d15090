"""Which failures mean that the database or the disk is away, and pass by themselves."""

import errno

from django.db import InterfaceError, OperationalError

RETRY_AFTER_S = 5
OUTAGES = (OperationalError, InterfaceError, OSError)  # what an outage may be: ask is_outage before believing it
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE})
_OUR_FAULT = ("no such ", "has no column")  # SQLite calls a missing table operational; waiting does not bring it


def is_outage(failure: BaseException | None) -> bool:
    """Whether ``failure`` says that the database cannot be reached or is locked, or that the disk is full or away."""
    match failure:
        case OSError():
            return failure.errno in _DISK
        case InterfaceError():
            return True
        case OperationalError():
            return not any(words in str(failure) for words in _OUR_FAULT)
        case _:
            return False
