"""Long walks through a real browser: passed by `make proof`."""
