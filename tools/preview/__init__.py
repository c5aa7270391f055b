"""The preview: builds into a folder of its own, serves it to this machine alone, builds again when a file is saved."""

from tools.preview.loop import port_number, serve

__all__ = ["port_number", "serve"]
