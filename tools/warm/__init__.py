"""The site as it stands while its texts are written, kept in memory by a process of its own (`process`): the preview
and the editor ask it through `client` for problems, pages and files.
"""
