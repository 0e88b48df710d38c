"""The catalogue of actors: their names, how names grow in a text, and matching."""
