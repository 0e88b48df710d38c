"""What a document may take."""

MAX_BYTES = 20_000_000
"""The largest document that is read; its text is bounded as every report's."""

MAX_PAGES = 300
"""The longest; what is longer is a book."""

SECONDS = 60.0
"""What reading one may take; a page takes a tenth."""
