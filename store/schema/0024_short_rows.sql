-- What many rows repeat is kept short, and what nothing reads is not kept. 128 bits of a hash tell reports apart as well
-- as 256; where a mention is looked for stands in seconds since 1970; a mention's time is in its telling; the lines of an event's figures are their own index.

update reports set content_hash = substr(content_hash, 1, 32);

alter table mentions drop column start;
alter table mentions drop column "end";

create table mention_blocks_anew (
    block text not null,
    span integer not null,
    start integer not null,
    mention_id integer not null references mentions (id),
    "end" integer not null,
    primary key (block, span, start, mention_id)
) strict, without rowid;
insert into mention_blocks_anew
    select block, span, cast(strftime('%s', start) as integer), mention_id, cast(strftime('%s', "end") as integer)
    from mention_blocks;
drop table mention_blocks;
alter table mention_blocks_anew rename to mention_blocks;
create index mention_blocks_by_mention on mention_blocks (mention_id);

create table figures_anew (
    event_id integer not null references events (id),
    line integer not null,
    outcome text not null,
    "group" text not null,
    side text,
    min integer,
    max integer,
    best integer,
    primary key (event_id, line)
) strict, without rowid;
insert into figures_anew
    select event_id, row_number() over (partition by event_id order by rowid) - 1, outcome, "group", side, min, max, best
    from figures;
drop table figures;
alter table figures_anew rename to figures;
