"""Events out of the index: JSON Lines, CSV, ACLED columns, GeoJSON, KML."""
