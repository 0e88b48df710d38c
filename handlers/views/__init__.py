"""How answers look in a chat: cards, details, buttons, markup. Knows no update and sends nothing."""
