"""The gazetteer's tables: how they are compiled, kept and looked up."""
