"""A district that is written to by many at once, and the copies others keep of what is public in it."""
