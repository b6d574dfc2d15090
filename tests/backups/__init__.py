"""Copies and the way back."""
