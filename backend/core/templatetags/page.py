"""What every page is built with: icons of the one sprite file."""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=256)  # a page has a dozen of them; the sprite's address changes with a release alone
def icon(name: str) -> SafeString:
    """Return the icon ``name`` of ``icons/sprite.svg``, as decoration: screen readers pass over it."""
    source = f"{static('icons/sprite.svg')}#{name}"
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', source)
