"""Where a server has long work done: in processes beside it, each with its limits."""
