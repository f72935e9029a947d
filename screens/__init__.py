"""What a person sees: Textual screens and widgets.

No SQL and no business rule lives here; a screen asks the floors below and shows what they answer.
"""
