"""From a question to what is sent: asking, completing, pictures, exports, pages of digests."""
