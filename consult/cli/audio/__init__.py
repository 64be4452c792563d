"""Commands about recordings and Braille."""
