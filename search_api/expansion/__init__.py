"""What a question's abbreviations and brand names stand for, so that passages that use the other name are found too."""
