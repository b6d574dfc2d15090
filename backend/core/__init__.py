"""Things with no domain noun: refusals, text, working time, the bell."""
