-- Rows of datasets are filed like the tellings of reports, under the name of their dataset, so that reports find them.

insert or ignore into mention_blocks (block, span, start, mention_id, "end")
select
    sources.name || '|' || lower(coalesce(held.area, 'unplaced')),
    case when dated.days <= 2 then 2 when dated.days <= 9 then 9 else 40 end,
    dated.start,
    dated.id,
    dated."end"
from (
    select id, report_id, event_id, start, "end", julianday("end") - julianday(start) as days
    from mentions where start is not null and "end" is not null
) as dated
join reports on reports.id = dated.report_id
join sources on sources.id = reports.source_id and sources.kind = 'dataset'
left join (
    select event_id, place_id as area from event_places where role = 'location'
    union
    select event_places.event_id, places.country from event_places join places on places.id = event_places.place_id
    where event_places.role = 'location' and places.country is not null
) as held on held.event_id = dated.event_id
where dated.days <= 40;
