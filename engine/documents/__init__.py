"""What people take away, made from the same objects as the pages: no figure in it can differ from the screen's."""
