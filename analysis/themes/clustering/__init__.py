"""From vectors to clusters of wordings, and outliers."""
