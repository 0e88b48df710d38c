"""Files that are no text by themselves: PDF (`pdf.py`), Word (`docx.py`), tables of reports (`table.py`)."""
