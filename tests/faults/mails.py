"""The letters that left into a folder, as `filemail://` keeps them."""

import email
import re
from email.message import Message
from pathlib import Path

_BETWEEN = re.compile(r"\n-{79}\n")


def mails(folder: Path) -> list[Message]:
    """Return all letters in ``folder``; what a killed worker had only begun to write has no number, or no end."""
    parts = (_BETWEEN.split(file.read_text(encoding="utf-8", errors="replace")) for file in folder.glob("*"))
    return [email.message_from_string(part) for several in parts for part in several if "Message-ID:" in part]
