"""Numbers we may change, each declared once."""
