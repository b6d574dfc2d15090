"""Believable sample reports, and the embedded default's set-up."""
