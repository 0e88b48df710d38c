-- The same words of an outlet on another day are another report: what a report is known by has its day of publication in
-- it. Rows of datasets are known by their id, as before.

update reports set content_hash = content_hash(
    (select name from sources where id = source_id), title, text, published
) where source_id is null or source_id not in (select id from sources where kind = 'dataset');
