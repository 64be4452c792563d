"""Runs of the analysis, compared and chosen."""
