"""Codes, moments, days and names as they are read out: ``{{ code|spoken_code }}``, ``{{ report.unit|named }}``."""

from django import template

from backend.reports.codes import spoken_code
from backend.routing.deadlines import spoken, spoken_day
from backend.routing.names import briefly, named

register = template.Library()
register.filter("spoken", spoken)
register.filter("spoken_code", spoken_code)
register.filter("spoken_day", spoken_day)
register.filter("named", named)
register.filter("briefly", briefly)
