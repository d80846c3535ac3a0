"""Ways in: each line turns its own kind of call into CallMedia and hands it to the call handler."""
