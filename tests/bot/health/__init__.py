"""Health and metrics of the running bot."""
