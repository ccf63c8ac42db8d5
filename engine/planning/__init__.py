"""三年规划: which matter to claim when, and which to hold back, so that all years together bring most."""
