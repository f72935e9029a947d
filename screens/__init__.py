"""What a person sees: Textual screens and widgets.

No SQL and no business rule lives here; a screen asks the floors below and shows what they answer.

The terminal library reads its settings from the environment once, when it is imported; so they are made here,
before any module of this floor can import it.
"""

import os

from screens.colours import colours

# The kitty protocol keeps Chinese input methods from working; every frame costs bytes over a slow line.
os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ.setdefault("TEXTUAL_FPS", "30")
os.environ["TEXTUAL_SMOOTH_SCROLL"] = "0"
os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", colours(os.environ))
