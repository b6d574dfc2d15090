"""Management of routing."""
