-- What a chat set for itself, how often it turned the bot away in a row, and which question a message of the bot answers.

create table preferences (
    chat_id integer primary key,
    zone text,
    page_size integer
) strict;

alter table chats add column refusals integer not null default 0;

create index questions_by_answer on questions (chat_id, answer_id);
