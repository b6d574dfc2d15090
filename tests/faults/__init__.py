"""Kills and floods: nothing acknowledged is lost, nothing is doubled."""
