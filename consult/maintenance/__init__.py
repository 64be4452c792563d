"""Backup, and what is deleted when."""
