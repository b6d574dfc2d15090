"""Registers for staff: the kinds, the list of one, an entry with all its deeds, sheets in and out."""
