"""Questions from programs: the index as tools of the Model Context Protocol, over stdio or HTTP."""
