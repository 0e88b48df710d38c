"""Files in the form of UCDP GED, made by tests: a row of all columns that are read, and a table of such rows."""

import csv
import io

ROW = {
    "id": "1",
    "type_of_violence": "1",
    "side_a": "Government of Syria",
    "side_b": "IS",
    "source_date": "1753-01-01;2016-03-06",
    "source_headline": "Clashes near Palmyra",
    "where_prec": "1",
    "where_coordinates": "Palmyra town",
    "adm_1": "Homs Governorate",
    "country": "Syria",
    "latitude": "34.5509",
    "longitude": "38.2691",
    "date_prec": "1",
    "date_start": "2016-03-05 00:00:00.000",
    "date_end": "2016-03-05",
    "deaths_a": "2",
    "deaths_b": "5",
    "deaths_civilians": "1",
    "deaths_unknown": "0",
    "low": "8",
    "best": "8",
    "high": "10",
}


def table(*rows: dict[str, str]) -> str:
    text = io.StringIO()
    sheet = csv.DictWriter(text, list(ROW))
    sheet.writeheader()
    sheet.writerows([{**ROW, **row} for row in rows])
    return text.getvalue()
