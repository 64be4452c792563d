"""A questionnaire besides the screen: recordings, paper, Braille."""
