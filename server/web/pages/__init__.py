"""Views of the use cases made ready for the templates (画面の中身): plain functions, no request, no database."""
