-- A telling is packed against its quote and the words of telling.txt (store/tellings.py): an eighth of the room that its
-- JSON took, which was more than a quarter of the file.

alter table mentions add column packed blob not null default x'';
update mentions set packed = packed(telling, quote);
alter table mentions drop column telling;
alter table mentions rename column packed to telling;
