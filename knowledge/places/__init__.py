"""The gazetteer: compiling it, finding a toponym in it, and choosing among places of one name."""
