"""Text as it is drawn, letter by letter."""

import unittest

from ..engine.visual_text import visual


class TestVisualText(unittest.TestCase):
    def test_letters_join(self):
        for text, drawn in (
            ("ب", "ﺏ"),
            ("ببب", "ﺐﺒﺑ"),
            ("بدب", "ﺏﺪﺑ"),
            ("کگچپژی", "ﯼﮋﭙﭽﮕﮐ"),
            ("سلام", "ﻡﻼﺳ"),
            ("لا", "ﻻ"),
            ("دءب", "ﺏﺀﺩ"),
            ("گل\u200cها", "ﺎﻫﻞﮔ"),
            ("بـب", "ﺐـﺑ"),
        ):
            with self.subTest(text):
                self.assertEqual(visual(text), drawn)

    def test_marks_stay_on_their_letters(self):
        self.assertEqual(visual("مُد"), "ﺪﻣُ")

    def test_directions(self):
        for text, drawn in (
            ("Ada (Countess) 42", "Ada (Countess) 42"),
            ("שלום", "םולש"),
            ("שלום (א) 12", "12 (א) םולש"),
            ("Ada אבג Eve", "Ada גבא Eve"),
            ("אב Ada ג", "ג Ada בא"),
            ("אב 2024-01-31", "2024-01-31 בא"),
            ("אב 1,234.5 ג", "ג 1,234.5 בא"),
            ("Ada אב 12", "Ada 12 בא"),
            ("", ""),
        ):
            with self.subTest(text):
                self.assertEqual(visual(text), drawn)

    def test_signs_of_direction_are_not_drawn(self):
        self.assertEqual(visual("\u200eAda\u200f"), "Ada")
