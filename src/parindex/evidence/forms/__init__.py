"""What a form of evidence needs: its fields, and a JSON Schema of evidence, made from what reads evidence."""
