"""Selections of events in SQL: conditions, areas, order, sums and series."""
