"""What a theme is called and described by: labels, subthemes, annotations, passages."""
