"""Whether a text that people read has words of English in it, among Vietnamese ones."""

import re

from parindex.base.messages import words

#: What is no word: options, quoted text, choices, names of files, formats and programs.
_NO_WORDS = re.compile(
    r"'[^']*'|`[^`]*`|--of \w+|--?[a-z][\w-]*|\[[^\[\]]*\]|\S*[=/|.*:_]\S+|(?<=parindex )[\w-]+|^  [a-z]+  |\t.*",
    re.MULTILINE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")


def vocabulary(texts):
    return {word for text in texts for word in _WORD.findall(_NO_WORDS.sub(" ", re.sub(r"{[^{}]*}", " ", text)))}


def english_in(text):
    """Return the words of a text that our English texts have and our Vietnamese ones have not."""
    templates = words("vi")
    return vocabulary([text]) & (vocabulary(templates) - vocabulary(templates.values()))
