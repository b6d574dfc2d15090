"""What kinds and units are called in the reader's language."""

from django.utils.translation import get_language

from backend.routing.models import Category, Unit


def named(one: Category | Unit) -> str:
    """Return the full name in the reader's language."""
    return in_language(one.name, one.name_en)


def briefly(unit: Unit) -> str:
    """Return the unit's short name; in English, which has none, its name."""
    return in_language(unit.short_name, unit.name_en)


def in_language(vietnamese: str, english: str) -> str:
    """Return the one of two texts that is read; the Vietnamese where there is no other."""
    return english if english and reads_english() else vietnamese


def reads_english() -> bool:
    """Return whether texts are read in English now."""
    return (get_language() or "").startswith("en")


def readers_language() -> str:
    """Return the code of the language in which texts are read now: what letters will be written in."""
    return "en" if reads_english() else "vi"
