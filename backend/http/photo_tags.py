"""Template tag ``photo_url``: where a released photo is."""

from django import template

from backend.http.media_host import photo_url

register = template.Library()
register.simple_tag(photo_url)
