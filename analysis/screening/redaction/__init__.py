"""Finds the details of a text that may identify somebody, and replaces them."""
