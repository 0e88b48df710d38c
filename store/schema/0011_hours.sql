-- Events that are known by the hour are told from those that are known in days, which are the same in every zone: `span`
-- is 2 for them, and so is `timed` of `event_months` (0 for events without a time, 1 for days).

create temp table moved as
select a.* from events as e cross join json_each(e.areas) as held
    cross join event_areas as a on a.area = held.value and a.counted = e.counted and a.span = e.span
        and a.recency = e.recency and a.event_id = e.id
where e.time_precision = 'instant' and julianday(e."end") - julianday(e.start) <= 2;
delete from event_areas where (area, counted, span, recency, event_id) in (
    select area, counted, span, recency, event_id from moved
);
drop trigger event_areas_added;
drop trigger event_areas_removed;
create trigger event_areas_added after insert on event_areas when new.tallied = 1 begin
    insert into event_months values (
        new.area, substr(new.recency, 1, 7), new.type, new.roles,
        case new.span when 0 then 0 when 2 then 2 else 1 end, 1, new.occurrences,
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
        and timed = case old.span when 0 then 0 when 2 then 2 else 1 end;
    delete from event_months
    where area = old.area and month = substr(old.recency, 1, 7) and type = old.type and roles = old.roles
        and timed = case old.span when 0 then 0 when 2 then 2 else 1 end and events = 0;
end;
update events set span = 2 where id in (select event_id from moved);
update moved set span = 2;
insert into event_areas select * from moved;
drop table moved;
