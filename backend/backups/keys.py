"""The keys without which a copy is of little use: named by a print, and, under a passphrase, sealed beside it."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from backend.backups.failed import BackupFailed

NAMES = ("SECRET_KEY", "SECRET_LINK_KEY")  # sessions and links in letters; the secret links given to reporters
_COST = 2**15


def prints() -> Mapping[str, str]:
    """Return by name a print of each key of this process: enough to know it again, useless to find it."""
    return {name: _print(getattr(settings, name)) for name in NAMES}


def strangers(expected: Mapping[str, str]) -> list[str]:
    """Return the names of keys that are not those the copy was made under."""
    return [name for name, kept in expected.items() if name in NAMES and _print(getattr(settings, name)) != kept]


def sealed(passphrase: str) -> bytes:
    """Return the keys of this process, readable with ``passphrase`` alone."""
    salt = secrets.token_bytes(16)
    told = json.dumps({name: getattr(settings, name) for name in NAMES})
    return base64.urlsafe_b64encode(salt) + b"\n" + _lock(passphrase, salt).encrypt(told.encode())


def opened(seal: bytes, passphrase: str) -> Mapping[str, str]:
    """Return the keys by name. Raises BackupFailed where the passphrase is another."""
    salt, _line, body = seal.partition(b"\n")
    try:
        told: dict[str, str] = json.loads(_lock(passphrase, base64.urlsafe_b64decode(salt)).decrypt(body))
    except (InvalidToken, ValueError):
        raise BackupFailed("the sealed keys do not open with this passphrase") from None
    return told


def _print(key: str) -> str:
    return hmac.digest(key.encode(), b"print of a key in a backup", hashlib.sha256).hex()[:16]


def _lock(passphrase: str, salt: bytes) -> Fernet:
    made = hashlib.scrypt(passphrase.encode(), salt=salt, n=_COST, r=8, p=1, maxmem=2**26, dklen=32)
    return Fernet(base64.urlsafe_b64encode(made))
