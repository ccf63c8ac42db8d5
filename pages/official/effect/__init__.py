"""What a scenario changes beside another, wherever a page shows it."""
