"""What kinds and units are called in the reader's language."""

from django.utils.translation import get_language

from backend.routing.models import Category, Unit


def named(one: Category | Unit) -> str:
    """Return the full name in the reader's language."""
    return one.name_en if reads_english() and one.name_en else one.name


def briefly(unit: Unit) -> str:
    """Return the unit's short name; in English, which has none, its name."""
    return unit.name_en if reads_english() and unit.name_en else unit.short_name


def reads_english() -> bool:
    """Return whether texts are read in English now."""
    return (get_language() or "").startswith("en")


def readers_language() -> str:
    """Return the code of the language in which texts are read now: what letters will be written in."""
    return "en" if reads_english() else "vi"
