"""From answers to passages: segmentation, terms, records and tables."""
