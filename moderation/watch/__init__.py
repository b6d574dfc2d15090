"""The watch: does the platform live, is it ready."""
