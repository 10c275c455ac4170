"""Results as notebooks show them: short fragments of HTML; and an explanation as a page."""

from parindex.views.notebook.display import WRITERS as WRITERS, notebook_html as notebook_html
from parindex.views.notebook.explanation_view import explanation_page as explanation_page
from parindex.views.notebook.progress_bar import ProgressBar as ProgressBar
