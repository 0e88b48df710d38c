"""Structured datasets (UCDP GED, ACLED, JSON Lines): rows in, events of the index out."""
