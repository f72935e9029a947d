"""The processes of the management desk, one file each."""
