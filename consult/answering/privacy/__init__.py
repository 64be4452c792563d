"""Unlinking answers from sessions, and local suppression of characteristics."""
