"""The labels of the reader's heads, in the order of the model's outputs; they are written into the model card."""

KINDS = (
    *("strike", "air-strike", "drone-strike", "missile-strike", "shelling"),
    *("bombing", "suicide-bombing", "vehicle-bombing", "ied"),
    *("attack", "ambush", "shooting", "assault", "chemical-attack", "arson"),
    *("clash", "offensive", "raid", "arrest", "killing", "assassination", "execution"),
    *("abduction", "hostage-taking", "territory", "capture", "withdrawal", "unrest", "protest", "riot"),
    *("movement", "deployment", "displacement", "diplomacy", "agreement", "ceasefire", "sanction"),
    *("statement", "threat", "condemnation", "claim-of-responsibility", "accident", "crash"),
)
"""What a word triggers: the types of the taxonomy. Class 0 is a word that triggers nothing."""

FACTS = (
    *("happened", "plan", "threat", "denied", "hypothetical", "habit", "history", "sum"),
    *("statement", "meeting", "court", "lookalike"),
)
"""What a trigger is: an event that happened, or why it is none."""

UNKNOWN = "unknown"
"""What a word is that the rules weighed and did not keep: it teaches neither way."""
