"""What every page shares: headers, errors, languages, compression, static files."""
