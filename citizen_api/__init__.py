"""The residents' door: pages, API and open data."""
