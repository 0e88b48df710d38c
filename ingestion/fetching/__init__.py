"""What stands on the web, fetched so that no address, however it is made, leads to where it should not or takes more
than it may. `fetcher.py` is the way in."""
