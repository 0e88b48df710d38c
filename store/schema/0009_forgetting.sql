-- To forget an event or a mention must not take longer the more there are: SQLite looks for what refers to a row that is
-- deleted, by an index or else through the whole table. `event_areas` follows from `events` and is written with it, so
-- that it needs no reference; an index by event would be half as large as the table.

create index mention_blocks_by_mention on mention_blocks (mention_id);

create table event_areas_anew (
    area text not null,
    counted integer not null,
    span integer not null,
    recency text not null,
    event_id integer not null,
    roles integer not null,
    tallied integer not null,
    "end" text,
    type text not null,
    status text not null,
    prevented integer not null,
    occurrences integer not null,
    killed_min integer,
    killed_max integer,
    killed_best integer,
    injured_min integer,
    injured_max integer,
    injured_best integer,
    missing_min integer,
    missing_max integer,
    missing_best integer,
    captured_min integer,
    captured_max integer,
    captured_best integer,
    primary key (area, counted, span, recency, event_id)
) strict, without rowid;
insert into event_areas_anew select * from event_areas;
drop table event_areas;
alter table event_areas_anew rename to event_areas;
