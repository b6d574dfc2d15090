"""Which failures mean that the database or the disk is away, and pass by themselves."""

import errno

from django.db import InterfaceError, InternalError, OperationalError

RETRY_AFTER_S = 5
OUTAGES = (OperationalError, InterfaceError, InternalError, OSError)  # what may be one: ask is_outage first
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE})
_STOOD_STILL = "25P03"  # this process did, in a transaction, until PostgreSQL ended it
_OUR_FAULT = ("no such ", "has no column")  # SQLite calls a missing table operational; waiting does not bring it


def is_outage(failure: BaseException | None) -> bool:
    """Whether ``failure`` says that the database cannot be reached or is locked, or that the disk is full or away."""
    match failure:
        case OSError():
            return failure.errno in _DISK
        case InterfaceError():
            return True
        case InternalError():
            return getattr(failure.__cause__, "sqlstate", "") == _STOOD_STILL
        case OperationalError():
            return not any(words in str(failure) for words in _OUR_FAULT)
        case _:
            return False
