"""How the bot is, told to whoever watches it: a health check, Prometheus, `watchfloor doctor`."""
