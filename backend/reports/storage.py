"""Whether photos can be stored at this moment."""

from backend.reports.uploads import photo_store


def storage() -> str:
    """Write a small file where photos are kept; return why that fails, empty where all is well."""
    try:
        photo_store().try_out()
    except OSError as failure:
        return f"photos cannot be stored: {failure.strerror}"
    return ""
