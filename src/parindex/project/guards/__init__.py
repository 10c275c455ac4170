"""What guards published figures, cases and settings, held against how it was: a change may not switch it off unseen."""
