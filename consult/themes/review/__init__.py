"""Review of themes: what people decide about them."""
