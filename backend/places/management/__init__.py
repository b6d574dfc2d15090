"""Management of places."""
