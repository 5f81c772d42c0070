"""The scenarios that are shipped: dated differences, as TOML."""
