"""Reads questionnaires from TOML, and lists every mistake."""
