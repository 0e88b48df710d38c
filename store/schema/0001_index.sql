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
create index places_by_country on places (country, admin1);

-- Where the towns and sites of `places` lie, for whatever is asked by distance.
create table points (
    id integer primary key,
    place_id text not null unique references places (id),
    country text,
    admin1 text,
    latitude real not null,
    longitude real not null
) strict;
create index points_by_country on points (country, place_id);
create index points_by_admin1 on points (admin1, place_id);
create virtual table point_positions using rtree (id, south, north, west, east);
create trigger points_added after insert on points begin
    insert into point_positions values (new.id, new.latitude, new.latitude, new.longitude, new.longitude);
end;
create trigger points_removed after delete on points begin
    delete from point_positions where id = old.id;
end;

-- One row per happening: what all its reports say together, ready to be filtered, sorted and added up.
-- `counted` is 0 for statements, plans and what was prevented. `span` is 0 without a time, else the least of 1, 31, 366
-- and 99999 days that the event fits in. `recency` is the start, or the first report of it where the time is unknown.
-- `areas` lists those of `event_areas`.
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
    areas text not null
) strict;

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
create index mention_events on mentions (id, event_id);

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
    event_id integer not null references events (id),
    role text not null,
    actor_id text not null references actors (id),
    told integer not null default 1,
    primary key (event_id, role, actor_id)
) strict, without rowid;

create table event_places (
    event_id integer not null references events (id),
    place_id text not null references places (id),
    role text not null,
    primary key (event_id, place_id, role)
) strict, without rowid;

-- One row per event and area that look-ups read it by, in the order that they read it, with all that they filter by and
-- add up. Areas are the earth, countries (`sy`), first-level regions (`sy-07`), named regions, towns and sites, and, so
-- that an actor's events are read as a place's are, actors (`@usa`) and actors in a country (`@usa sy`); `roles` adds
-- up 1 for perpetrator, 2 target, 4 victim, 8 party. `tallied` is 1 where `event_months` counts the row.
create table event_areas (
    area text not null,
    counted integer not null,
    span integer not null,
    recency text not null,
    event_id integer not null references events (id),
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
create index event_areas_by_deaths on event_areas (area, killed_best) where counted = 1 and killed_best >= 10;

-- What `event_areas` adds up to, area by area and month by month of `recency`, kept by the triggers below so that no
-- look-up has to count a whole war. Only what is counted; no towns and sites, which are small. `timed` is 0 for events
-- without a time. `…_told` is how many events say anything, `…_open` how many leave the most open, `…_vague` how many
-- give no number to quote.
create table event_months (
    area text not null,
    month text not null,
    type text not null,
    roles integer not null,
    timed integer not null,
    events integer not null,
    occurrences integer not null,
    killed_told integer not null,
    killed_open integer not null,
    killed_vague integer not null,
    killed_min integer not null,
    killed_max integer not null,
    killed_best integer not null,
    injured_told integer not null,
    injured_open integer not null,
    injured_vague integer not null,
    injured_min integer not null,
    injured_max integer not null,
    injured_best integer not null,
    missing_told integer not null,
    missing_open integer not null,
    missing_vague integer not null,
    missing_min integer not null,
    missing_max integer not null,
    missing_best integer not null,
    captured_told integer not null,
    captured_open integer not null,
    captured_vague integer not null,
    captured_min integer not null,
    captured_max integer not null,
    captured_best integer not null,
    primary key (area, month, type, roles, timed)
) strict, without rowid;
create trigger event_areas_added after insert on event_areas when new.tallied = 1 begin
    insert into event_months values (
        new.area, substr(new.recency, 1, 7), new.type, new.roles, new.span > 0, 1, new.occurrences,
        new.killed_min is not null,
        new.killed_min is not null and new.killed_max is null,
        new.killed_min is not null and new.killed_best is null,
        coalesce(new.killed_min, 0),
        coalesce(new.killed_max, 0),
        coalesce(new.killed_best, 0),
        new.injured_min is not null,
        new.injured_min is not null and new.injured_max is null,
        new.injured_min is not null and new.injured_best is null,
        coalesce(new.injured_min, 0),
        coalesce(new.injured_max, 0),
        coalesce(new.injured_best, 0),
        new.missing_min is not null,
        new.missing_min is not null and new.missing_max is null,
        new.missing_min is not null and new.missing_best is null,
        coalesce(new.missing_min, 0),
        coalesce(new.missing_max, 0),
        coalesce(new.missing_best, 0),
        new.captured_min is not null,
        new.captured_min is not null and new.captured_max is null,
        new.captured_min is not null and new.captured_best is null,
        coalesce(new.captured_min, 0),
        coalesce(new.captured_max, 0),
        coalesce(new.captured_best, 0)
    ) on conflict do update set events = events + 1, occurrences = occurrences + excluded.occurrences,
        killed_told = killed_told + excluded.killed_told, killed_open = killed_open + excluded.killed_open,
        killed_vague = killed_vague + excluded.killed_vague, killed_min = killed_min + excluded.killed_min,
        killed_max = killed_max + excluded.killed_max, killed_best = killed_best + excluded.killed_best,
        injured_told = injured_told + excluded.injured_told, injured_open = injured_open + excluded.injured_open,
        injured_vague = injured_vague + excluded.injured_vague, injured_min = injured_min + excluded.injured_min,
        injured_max = injured_max + excluded.injured_max, injured_best = injured_best + excluded.injured_best,
        missing_told = missing_told + excluded.missing_told, missing_open = missing_open + excluded.missing_open,
        missing_vague = missing_vague + excluded.missing_vague, missing_min = missing_min + excluded.missing_min,
        missing_max = missing_max + excluded.missing_max, missing_best = missing_best + excluded.missing_best,
        captured_told = captured_told + excluded.captured_told, captured_open = captured_open + excluded.captured_open,
        captured_vague = captured_vague + excluded.captured_vague, captured_min = captured_min + excluded.captured_min,
        captured_max = captured_max + excluded.captured_max, captured_best = captured_best + excluded.captured_best;
end;
create trigger event_areas_removed after delete on event_areas when old.tallied = 1 begin
    update event_months set events = events - 1, occurrences = occurrences - old.occurrences,
        killed_told = killed_told - (old.killed_min is not null),
        killed_open = killed_open - (old.killed_min is not null and old.killed_max is null),
        killed_vague = killed_vague - (old.killed_min is not null and old.killed_best is null),
        killed_min = killed_min - coalesce(old.killed_min, 0),
        killed_max = killed_max - coalesce(old.killed_max, 0),
        killed_best = killed_best - coalesce(old.killed_best, 0),
        injured_told = injured_told - (old.injured_min is not null),
        injured_open = injured_open - (old.injured_min is not null and old.injured_max is null),
        injured_vague = injured_vague - (old.injured_min is not null and old.injured_best is null),
        injured_min = injured_min - coalesce(old.injured_min, 0),
        injured_max = injured_max - coalesce(old.injured_max, 0),
        injured_best = injured_best - coalesce(old.injured_best, 0),
        missing_told = missing_told - (old.missing_min is not null),
        missing_open = missing_open - (old.missing_min is not null and old.missing_max is null),
        missing_vague = missing_vague - (old.missing_min is not null and old.missing_best is null),
        missing_min = missing_min - coalesce(old.missing_min, 0),
        missing_max = missing_max - coalesce(old.missing_max, 0),
        missing_best = missing_best - coalesce(old.missing_best, 0),
        captured_told = captured_told - (old.captured_min is not null),
        captured_open = captured_open - (old.captured_min is not null and old.captured_max is null),
        captured_vague = captured_vague - (old.captured_min is not null and old.captured_best is null),
        captured_min = captured_min - coalesce(old.captured_min, 0),
        captured_max = captured_max - coalesce(old.captured_max, 0),
        captured_best = captured_best - coalesce(old.captured_best, 0)
    where area = old.area and month = substr(old.recency, 1, 7) and type = old.type and roles = old.roles
        and timed = (old.span > 0);
    delete from event_months
    where area = old.area and month = substr(old.recency, 1, 7) and type = old.type and roles = old.roles
        and timed = (old.span > 0) and events = 0;
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
