"""The content of a report, part by part."""
