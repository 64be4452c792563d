"""The dated directory of help services, on every children's page."""

from .views import bp

__all__ = ["bp"]
