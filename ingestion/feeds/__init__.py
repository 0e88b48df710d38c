"""Feeds: what stands in them (`parsing.py`), what is new in them (`polling.py`), an item as a report (`items.py`), and
lists of them (`opml.py`)."""
