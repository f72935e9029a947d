"""Long lists besides the queues: registers and ledgers, read in windows, however long they are."""
