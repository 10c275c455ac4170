"""Scores of several years: who moved, and why, by cause; the parts of every change add up exactly."""
