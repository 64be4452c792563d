"""What the theme engine knows of each language."""
