"""How well: what happened, counted by day, ward, unit and category, and the monthly figures read from it.

``tally`` says what one report counts for: a pure function of its events and of the moment. ``rollup`` keeps the daily
facts in step with the events; ``recount`` counts everything anew and compares; ``query`` and ``board`` read figures;
``definitions`` says in words what each of them means.
"""
