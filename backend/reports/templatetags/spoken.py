"""Codes, moments, days, names and places as they are read out: ``{{ code|spoken_code }}``, ``{{ unit|named }}``."""

from django import template

from backend.reports.codes import spoken_code
from backend.reports.said_fields import place_line
from backend.routing.deadlines import spoken, spoken_day
from backend.routing.names import briefly, named

register = template.Library()
register.filter("spoken", spoken)
register.filter("spoken_code", spoken_code)
register.filter("spoken_day", spoken_day)
register.filter("named", named)
register.filter("briefly", briefly)
register.filter("place_line", place_line)
