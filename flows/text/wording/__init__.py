"""What Parley says by itself, in the languages it speaks: data files, and how a time is written."""
