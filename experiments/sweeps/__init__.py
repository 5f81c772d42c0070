"""Designs of many runs: read, expanded, carried out, and asked what they say."""
