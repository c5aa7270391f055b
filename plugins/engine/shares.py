"""The pictures that pages are shared with, thought of where they are asked for."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from plugins import media
from plugins.base.addresses import Section
from plugins.base.cache import CachedFile
from plugins.base.model import Content, OutputFile, SharePicture, Site

T = TypeVar("T")
HOME = Section.HOME


class Shares:
    """The share picture of each page with a text, by its address, and the home page's; thought of where it is asked
    for.
    """

    def __init__(
        self, site: Site, share_images: media.ShareImages, published: Mapping[str, media.Published], cache: Path
    ) -> None:
        self._name, self._province = site.site_info.name, site.site_info.organisation.province
        contents = (*site.articles, *site.hidden, *site.pages, *site.programs)
        self._contents = {content.address: content for content in contents}
        self._images = share_images
        self._published = published
        self._cache = cache
        self.of = functools.cache(self._of)
        self.pictures = Computed[SharePicture](self._known, lambda address: self.of(address).picture)
        self.files = Computed[OutputFile](self._known, self._file)

    @functools.cached_property
    def _by_address(self) -> Mapping[str, media.Published]:
        return {made.picture.picture.fallback.address: made for made in self._published.values() if made.picture}

    def _known(self, address: str) -> bool:
        return address == HOME or address in self._contents

    def _of(self, address: str) -> media.ShareImage:
        content = self._contents.get(address)
        if content is None or address == HOME:
            return self._images.of_words(media.ShareText(self._name, self._province, ""))
        return self._images.of_content(content, self._name, self._photographs(content))

    def _photographs(self, content: Content) -> dict[str, CachedFile]:
        """The file of the lead picture, by its address."""
        made = self._by_address.get(content.lead.fallback.address) if content.lead else None
        files = made.files(self._cache) if made else ()
        return {file.address: file.content for file in files if isinstance(file.content, CachedFile)}

    def _file(self, address: str) -> OutputFile:
        share = self.of(address)
        return OutputFile(share.picture.address, share.kept)


class Computed(Mapping[str, T]):
    """Values that are worked out when they are asked for."""

    def __init__(self, known: Callable[[str], bool], value: Callable[[str], T]) -> None:
        self._known, self._value = known, value

    def __getitem__(self, key: str) -> T:
        if not self._known(key):
            raise KeyError(key)
        return self._value(key)

    def __iter__(self) -> Iterator[str]:
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError
