"""The metadata for Datasette names tables and columns that are there."""

import json
import sqlite3
from importlib.resources import files

METADATA = json.loads(files("store").joinpath("datasette.json").read_text(encoding="utf-8"))
TABLES = METADATA["databases"]["watchfloor"]["tables"]


def test_every_table_and_column_that_is_named_exists(writer: sqlite3.Connection) -> None:
    for table, said in TABLES.items():
        columns = {row["name"] for row in writer.execute("select name from pragma_table_info(?)", (table,))}
        named = {*said.get("facets", ()), *said.get("columns", ())}
        named |= {said[key] for key in ("sort", "sort_desc", "label_column", "fts_pk") if key in said}
        assert columns, table
        assert named <= columns, (table, named - columns)


def test_searchable_tables_name_their_text_index(writer: sqlite3.Connection) -> None:
    indexes = {row[0] for row in writer.execute("select name from sqlite_master where sql like '%using fts5%'")}
    assert {said["fts_table"] for said in TABLES.values() if "fts_table" in said} == indexes


def test_every_table_is_either_of_the_index_or_for_its_operator_only(writer: sqlite3.Connection) -> None:
    """A new table must be put on one side: what the bot keeps of chats is nobody else's."""
    listed = writer.execute("select name from pragma_table_list where schema = 'main' and type in ('table', 'virtual')")
    tables = {row["name"] for row in listed if not row["name"].startswith(("sqlite_", "_sqlite_"))}
    private = {name for name, said in TABLES.items() if said.get("allow") == {"id": "root"}}
    index = (
        "actors casualties curation event_actors event_areas event_months event_places event_targets events "
        "figures links mention_blocks mentions mentions_fts places point_positions points reports reports_fts "
        "revisions sources"
    )
    theirs = (
        "alerts arrivals chats decision_events decision_mentions decisions deliveries digest_pins digest_slots "
        "digest_told digests event_changes gatherings hook_events hook_posts hooks intakes items message_words "
        "pages preferences questions updates watch_keys watches withdrawals withdrawn_mentions"
    )
    assert private == set(theirs.split())
    assert tables - private == set(index.split())
    assert METADATA["allow_sql"] == {"id": "root"}
