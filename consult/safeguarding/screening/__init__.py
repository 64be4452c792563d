"""The job that screens sealed texts."""
