"""The words everyone in Watchfloor speaks: reports, events, casualties, times, places, actors and the taxonomy.

Pure Python values without I/O. Every other folder may import from here; nothing here imports from them.
"""
