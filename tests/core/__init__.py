"""The ground floor: time, text, months, the bell, the edition."""
