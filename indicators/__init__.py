"""The bundled definitions."""
