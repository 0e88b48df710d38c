"""The index in a browser: Datasette over the file as it is, with a map that needs nothing from the network."""
