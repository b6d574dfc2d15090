"""Codes, moments and days as they are read out: ``{{ code|spoken_code }}``, ``{{ moment|spoken }}``."""

from django import template

from backend.reports.codes import spoken_code
from backend.routing.deadlines import spoken, spoken_day

register = template.Library()
register.filter("spoken", spoken)
register.filter("spoken_code", spoken_code)
register.filter("spoken_day", spoken_day)
