"""Commands of the voice."""
