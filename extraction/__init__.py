"""From a report's text to its events: spaCy components of one concern each, in the order of `pipeline.py`."""
