"""Officers' keys."""
