"""The children's pages."""
