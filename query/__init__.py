"""A question → `Query` (understood) → `Answer` (looked up and added up). Knows no Telegram and no HTML."""
