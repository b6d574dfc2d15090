"""Live news: what has just changed, pushed to open pages."""
