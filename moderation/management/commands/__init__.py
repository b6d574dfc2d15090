"""Copies, and the way back from them."""
