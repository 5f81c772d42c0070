"""What is seen of a run: observers, measures, provenance. Nothing here changes the country."""
