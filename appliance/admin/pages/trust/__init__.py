"""How a tablet or a PC comes to trust this box's certificate."""
