"""Where reports come from: files, standard input and datasets in, reports and events in the index out."""
