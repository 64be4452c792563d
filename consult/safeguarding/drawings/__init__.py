"""Drawings that an officer looks at."""
