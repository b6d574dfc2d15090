"""Texts with fields in braces: only known ones, and an empty one takes its sentence away."""

import re
from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from backend.core.errors import Refused

_FIELD = re.compile(r"\{([a-z_]+)\}")
_SENTENCE = re.compile(r".*?[.!?…][”\")]*(?=\s|$)\s*|.+$", re.DOTALL)
_BRACES = re.compile(r"[{}]")


def fields_in(body: str) -> tuple[str, ...]:
    """Return the names of the fields in ``body``, each once, in their order."""
    return tuple(dict.fromkeys(_FIELD.findall(body)))


def check_fields(body: str, known: Collection[str], *, field: str) -> None:
    """Raise Refused (about the input ``field``) where ``body`` holds a field that is not ``known``, or a lone brace."""
    unknown = [name for name in fields_in(body) if name not in known]
    if unknown:
        names = ", ".join(f"{{{name}}}" for name in unknown)
        raise Refused(_("Không có trường %(names)s.") % {"names": names}, field=field, code="unknown_field")
    if _BRACES.search(_FIELD.sub("", body)):
        raise Refused(_("Dấu ngoặc nhọn chỉ dùng cho tên trường, ví dụ {code}."), field=field, code="lone_brace")


def filled(body: str, values: Mapping[str, str]) -> str:
    """Return ``body`` with its fields filled in; a sentence with an empty or missing one is left out.

    A sentence ends with its full stop, question or exclamation mark, or with its line.
    """
    lines = [_line(line, values) for line in body.split("\n")]
    kept = [new for old, new in zip(body.split("\n"), lines, strict=True) if new or not old.strip()]
    return "\n".join(kept).strip()


def _line(line: str, values: Mapping[str, str]) -> str:
    sentences = [found.group() for found in _SENTENCE.finditer(line)]
    full = [one for one in sentences if all(values.get(name) for name in fields_in(one))]
    return _FIELD.sub(lambda found: values[found[1]], "".join(full)).strip()
