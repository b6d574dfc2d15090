"""The migrations before these, each of which stands for all: a database that has all has these, one that has some is refused."""

REPLACED = [
    ("indicators", "0001_initial"),
    ("indicators", "0002_found_by_day"),
    ("indicators", "0003_how_long_and_why"),
    ("indicators", "0004_closed_months"),
    ("indicators", "0005_frozen_for_good"),
    ("indicators", "0006_programme"),
    ("indicators", "0007_alerts"),
    ("indicators", "0008_zones"),
    ("indicators", "0009_documents"),
    ("indicators", "0010_behind_a_figure"),
    ("indicators", "0011_what_registers_say"),
    ("indicators", "0012_first_actions"),
    ("indicators", "0013_frozen_cuts"),
    ("indicators", "0014_seals"),
    ("indicators", "0015_sealed_for_good"),
    ("indicators", "0016_alerts_are_told_again"),
]
