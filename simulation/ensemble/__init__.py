"""Many runs: named by their content, carried out by engines, kept in a store."""
