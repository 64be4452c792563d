"""The words of a language that screening knows, from word lists."""
