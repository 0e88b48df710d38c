-- The index: who published what, what happened, and how each report tells it.

create table sources (
    id integer primary key,
    name text not null unique,
    kind text not null default 'outlet' check (kind in ('outlet', 'dataset')),
    reliability text check (reliability in ('A', 'B', 'C', 'D', 'E', 'F'))
) strict;

create table reports (
    id integer primary key,
    content_hash text not null unique,
    source_id integer references sources (id),
    reference text,
    title text,
    text text not null,
    url text,
    published text,
    received text not null,
    event_count integer not null default 0
) strict;
create index reports_by_published on reports (published);
create index reports_by_source on reports (source_id, published);

create table actors (
    id text primary key,
    name text not null,
    kind text not null,
    country text,
    parent text
) strict;

create table places (
    id text primary key,
    name text not null,
    kind text not null,
    country text,
    admin1 text,
    latitude real not null,
    longitude real not null
) strict;

-- One row per happening: what all its reports say together, ready to be filtered, sorted and added up.
-- `counted` is 0 for statements, plans and what was prevented. `span` is 0 without a time, else the least of 1, 31, 366
-- and 99999 days that the event fits in. `recency` is the start, or the first report of it where the time is unknown.
create table events (
    id integer primary key,
    category text not null,
    type text not null,
    status text not null,
    counted integer not null,
    prevented integer not null,
    occurrences integer not null,
    span integer not null,
    recency text not null,
    start text,
    "end" text,
    time_precision text,
    place_id text references places (id),
    place_name text,
    place_precision text,
    admin1 text,
    country text,
    latitude real,
    longitude real,
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
    report_count integer not null,
    source_count integer not null,
    first_reported text,
    last_reported text,
    confidence real not null,
    merged text not null
) strict;
create index events_by_category on events (category, type, recency);
create index events_by_place on events (place_id);

-- One event as one report tells it; `telling` is that telling in the contract's form.
create table mentions (
    id integer primary key,
    report_id integer not null references reports (id),
    event_id integer references events (id),
    position integer not null,
    category text not null,
    type text not null,
    status text not null,
    prevented integer not null,
    start text,
    "end" text,
    quote text not null,
    context text not null,
    confidence real not null,
    telling text not null,
    unique (report_id, position)
) strict;
create index mentions_by_event on mentions (event_id);

-- Where and when a mention may have happened, so that those of the same happening are found without reading the rest.
create table mention_blocks (
    block text not null,
    span integer not null,
    start text not null,
    mention_id integer not null references mentions (id),
    "end" text not null,
    primary key (block, span, start, mention_id)
) strict, without rowid;

-- Why two mentions are taken for one happening.
create table links (
    mention_id integer not null references mentions (id),
    other_id integer not null references mentions (id),
    score real not null,
    reason text not null,
    primary key (mention_id, other_id)
) strict, without rowid;
create index links_by_other on links (other_id);

create table casualties (
    id integer primary key,
    mention_id integer not null references mentions (id),
    outcome text not null,
    min integer,
    max integer,
    best integer,
    "group" text not null,
    side text,
    part integer not null,
    text text not null
) strict;
create index casualties_by_mention on casualties (mention_id);

-- An event's casualties, all reports together, split so that no person stands in two lines.
create table figures (
    event_id integer not null references events (id),
    outcome text not null,
    "group" text not null,
    side text,
    min integer,
    max integer,
    best integer
) strict;
create index figures_by_event on figures (event_id, outcome, "group", side, min, max, best);

-- `told` is 0 for a victim who is only known from whose dead or wounded were counted.
create table event_actors (
    actor_id text not null references actors (id),
    role text not null,
    event_id integer not null references events (id),
    told integer not null default 1,
    primary key (actor_id, role, event_id)
) strict, without rowid;
create index event_actors_by_event on event_actors (event_id, role, actor_id);

create table event_places (
    event_id integer not null references events (id),
    place_id text not null references places (id),
    role text not null,
    primary key (event_id, place_id, role)
) strict, without rowid;
create index event_places_by_place on event_places (place_id, role, event_id);

-- One row per event and area that it lies in (the earth, a country, a first-level region, a named region), in the order
-- that look-ups read it.
create table event_areas (
    area text not null,
    counted integer not null,
    span integer not null,
    recency text not null,
    event_id integer not null references events (id),
    "end" text,
    category text not null,
    type text not null,
    status text not null,
    prevented integer not null,
    occurrences integer not null,
    killed_best integer,
    primary key (area, counted, span, recency, event_id)
) strict, without rowid;
create index event_areas_by_event on event_areas (event_id);

-- Where events with a known town or site happened: id is `event_points.id`.
create table event_points (
    id integer primary key,
    event_id integer not null references events (id),
    country text,
    latitude real not null,
    longitude real not null
) strict;
create index event_points_by_event on event_points (event_id);
create virtual table event_positions using rtree (id, south, north, west, east);
create trigger event_points_added after insert on event_points begin
    insert into event_positions values (new.id, new.latitude, new.latitude, new.longitude, new.longitude);
end;
create trigger event_points_removed after delete on event_points begin
    delete from event_positions where id = old.id;
end;

create virtual table reports_fts using fts5 (
    title, text, content = 'reports', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
);
create trigger reports_fts_added after insert on reports begin
    insert into reports_fts (rowid, title, text) values (new.id, new.title, new.text);
end;
create trigger reports_fts_removed after delete on reports begin
    insert into reports_fts (reports_fts, rowid, title, text) values ('delete', old.id, old.title, old.text);
end;
create trigger reports_fts_changed after update of title, text on reports begin
    insert into reports_fts (reports_fts, rowid, title, text) values ('delete', old.id, old.title, old.text);
    insert into reports_fts (rowid, title, text) values (new.id, new.title, new.text);
end;

create virtual table mentions_fts using fts5 (
    quote, context, content = 'mentions', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
);
create trigger mentions_fts_added after insert on mentions begin
    insert into mentions_fts (rowid, quote, context) values (new.id, new.quote, new.context);
end;
create trigger mentions_fts_removed after delete on mentions begin
    insert into mentions_fts (mentions_fts, rowid, quote, context) values ('delete', old.id, old.quote, old.context);
end;
create trigger mentions_fts_changed after update of quote, context on mentions begin
    insert into mentions_fts (mentions_fts, rowid, quote, context) values ('delete', old.id, old.quote, old.context);
    insert into mentions_fts (rowid, quote, context) values (new.id, new.quote, new.context);
end;
