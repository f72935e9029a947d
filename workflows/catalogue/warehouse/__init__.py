"""The processes of the warehouse desk, one file each."""
