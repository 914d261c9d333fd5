"""Pings to WebSub hubs when feeds have changed, with retries that survive a restart."""
