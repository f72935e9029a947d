"""The processes of the sales desk, one file each."""
