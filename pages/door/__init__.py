"""What stands between the network and the pages: who is asking, what is let in, how much, and for how long."""
