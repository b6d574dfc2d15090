"""What is watched: places in the registers that the programme names, their states, inspections and criteria.

An entry is one to one with a place's ``Site``, which reports and rules point to as well. ``entries`` and ``looks`` hold
the deeds, ``rights`` who may do them, ``sheet`` and ``take_in`` the import, ``shares`` the figures as of a day.
"""
