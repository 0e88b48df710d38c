-- What an event hit or meant, so that attacks on hospitals are found by what was hit.

create table event_targets (
    event_id integer not null references events (id),
    kind text not null,
    primary key (event_id, kind)
) strict, without rowid;
create index event_targets_by_kind on event_targets (kind, event_id);

insert into event_targets (event_id, kind)
    select distinct mentions.event_id, json_extract(target.value, '$.kind')
    from mentions, json_each(mentions.telling, '$.targets') as target
    where mentions.event_id is not null and json_extract(target.value, '$.kind') is not null;
