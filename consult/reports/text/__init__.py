"""The sentences and charts of a report."""
