"""Maps and timelines as PNG, drawn with Pillow."""
