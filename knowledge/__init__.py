"""What is known of the world: the gazetteer of places, the catalogue of actors, and the matching of names to them."""
