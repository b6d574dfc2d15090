"""Partners: other Open311 systems that take what is not ours, and tell us what became of it."""
