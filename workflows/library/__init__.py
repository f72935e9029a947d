"""What several processes share: guards and effects under a name that says what they check or book."""
