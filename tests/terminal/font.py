"""The signs of the font built into the kernel of Linux: code page 437, those of its lowest codes among them."""

IN_FONT = frozenset(bytes(range(0x80, 0x100)).decode("cp437")) | frozenset("☺☻♥♦♣♠•◘○◙♂♀♪♫☼▶►◀◄↕‼¶§↨↑↓→←∟↔▲▼◆")
