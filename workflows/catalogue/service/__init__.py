"""The processes of the customer service desk, one file each."""
