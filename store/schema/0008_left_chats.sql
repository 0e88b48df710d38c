-- Nothing is kept of a chat that the bot was removed from, or of a digest that was ended; so no column says that one was.

update deliveries set digest_id = null where digest_id in (select id from digests where active = 0);
delete from digests where active = 0;
delete from preferences where chat_id in (select id from chats where left is not null);
delete from chats where left is not null and id not in (select chat_id from digests);

drop index digests_active;
drop index digests_by_chat;
alter table digests drop column active;
alter table chats drop column left;
create index digests_by_chat on digests (chat_id);
