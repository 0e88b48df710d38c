-- Questions name places that no gazetteer has by the name that a report or a dataset gave them.

create index places_by_name on places (name collate nocase);
