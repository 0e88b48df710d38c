"""Reports and rows of datasets into the index, each in one transaction; revisions and curation."""
