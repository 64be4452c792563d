"""How likely a text tells of harm: cues, what is asserted or denied, a trained classifier."""
