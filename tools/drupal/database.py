"""An old site from its database dump: everything is discovered from the dump's own settings, as Drupal 7 keeps them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

from plugins.base.moments import VIETNAM
from plugins.base.vietnamese import fold_spaces, slug
from tools.drupal import dump as dumps
from tools.drupal import old_pages
from tools.drupal.field_items import array, whole
from tools.drupal.fields import NodeFields
from tools.drupal.filters import host_of
from tools.drupal.model import (
    UNDEFINED,
    OldAlias,
    OldNode,
    OldRedirect,
    OldSite,
    OldTerm,
)
from tools.drupal.old_paths import OldPaths, PathKind
from tools.drupal.stored_files import Store
from tools.drupal.tables import Tables, kept, site_tables, unpacked
from tools.drupal.words import repaired, repaired_name

# The styles that the image module brings without a row of its own.
STYLES = ("thumbnail", "medium", "large")
PAGE_TYPES = ("page", "book", "poll", "webform", "panel")
KINDS_OF_NEWS = re.compile(r"phan[_-]?loai|chuyen[_-]?muc|loai[_-]?tin|danh[_-]?muc|category|categories|section")
DAMAGED = "Trong dump có {count} chỗ chữ hỏng (không phải UTF-8); chỗ ấy hiện dấu �."


def read(
    dump: Path,
    files: Path | None,
    url: str = "",
    prefix: str | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> OldSite:
    """Reads a dump; `files` is the folder `sites/default/files`, `url` where the site stood, if it is known.

    Raises:
        CannotImport
    """
    opened = dumps.read(dump, kept, progress)
    tables, remarks = site_tables(opened, dump.name, prefix)
    if opened.damaged:
        remarks.append(DAMAGED.format(count=opened.damaged))
    return _SiteReader(tables, files).site(url, remarks)


class _SiteReader:
    def __init__(self, tables: Tables, files: Path | None) -> None:
        self.tables = tables
        self.store = Store(tables, files)
        self.fields = NodeFields(tables, self.store)

    def site(self, url: str, remarks: Iterable[str]) -> OldSite:
        tables = self.tables
        terms = {term.tid: term for term in self._terms()}
        nodes = tuple(self._nodes(terms))
        default = str(array(tables.variable("language_default")).get("language") or "en")
        front = str(tables.variable("site_frontpage", "node") or "node").strip("/")
        site = OldSite(
            name=repaired(str(tables.variable("site_name", ""))),
            nodes=nodes,
            text_of=self.fields.text_of,
            default_language=default,
            prefixes=self._prefixes(),
            types={str(row["type"]): repaired(str(row["name"])) for row in tables.rows("node_type")},
            page_types=self._page_types(),
            vocabularies=self.fields.vocabularies,
            terms=terms,
            news_vocabulary=self._news_vocabulary(terms, nodes),
            aliases=tuple(self._aliases()),
            redirects=tuple(self._redirects()),
            files=tuple(self.store.every()),
            files_path=self.store.path,
            styles=tuple(dict.fromkeys((*STYLES, *(str(row["name"]) for row in tables.rows("image_styles"))))),
            front_page=front,
            pages=tuple(old_pages.of(tables)),
            remarks=(*remarks, *self.fields.remarks),
        )
        hosts, likeliest = self._hosts(OldPaths(site), url.rstrip("/"))
        return replace(site, url=likeliest, hosts=hosts, url_guessed=not url)

    # Texts

    def _nodes(self, terms: dict[int, OldTerm]) -> Iterator[OldNode]:
        tables = self.tables
        revisions = {whole(row["vid"]): row for row in tables.rows("node_revision")}
        names = {whole(row["uid"]): str(row["name"] or "") for row in tables.rows("users")} | {0: ""}
        names |= {whole(row["uid"]): str(row["realname"]) for row in tables.rows("realname") if row["realname"]}
        comments = Counter(row["nid"] for row in tables.rows("comment"))
        plans = {row["nid"]: row for row in tables.rows("scheduler")}
        used = self.fields.terms_by_node(terms)
        shown = {row["nid"]: whole(row["vid"]) for row in tables.rows("node")}
        later = Counter(row["nid"] for vid, row in revisions.items() if vid > shown.get(row["nid"], 0))
        for row in tables.rows("node"):
            nid = whole(row["nid"])
            said = {
                **row,
                **{key: value for key, value in revisions.get(whole(row["vid"]), {}).items() if value is not None},
            }
            plan = plans.get(row["nid"], {})
            yield OldNode(
                nid=nid,
                type=str(row["type"]),
                title=fold_spaces(repaired_name(str(said["title"] or ""))),
                created=moment(row["created"]),
                changed=moment(row["changed"]) if row.get("changed") else None,
                published=said.get("status") == 1,
                promoted=said.get("promote") == 1,
                sticky=said.get("sticky") == 1,
                language=str(row.get("language") or UNDEFINED),
                translation_of=whole(row.get("tnid")),
                author=fold_spaces(repaired_name(names.get(whole(row["uid"]), ""))),
                terms=tuple(used.get(nid, ())),
                publish_on=moment(plan["publish_on"]) if plan.get("publish_on") else None,
                unpublish_on=moment(plan["unpublish_on"]) if plan.get("unpublish_on") else None,
                comments=comments[row["nid"]],
                drafts_after=later[row["nid"]],
            )

    def _page_types(self) -> frozenset[str]:
        """Kinds of node that never were news: by their module, or because they neither reached the front page by
        themselves nor showed who wrote them and when.
        """
        found = set(PAGE_TYPES)
        for name in (str(row["type"]) for row in self.tables.rows("node_type")):
            promoted = "promote" in array(self.tables.variable(f"node_options_{name}", {0: "promote"})).values()
            if not promoted and not self.tables.variable(f"node_submitted_{name}", True):
                found.add(name)
        return frozenset(found - self.fields.types_with_terms)

    # Terms

    def _terms(self) -> Iterator[OldTerm]:
        names = {number: one.machine_name for number, one in self.fields.vocabulary_numbers.items()}
        parents: dict[int, list[int]] = defaultdict(list)
        for row in self.tables.rows("taxonomy_term_hierarchy"):
            if row["parent"]:
                parents[whole(row["tid"])].append(whole(row["parent"]))
        for row in self.tables.rows("taxonomy_term_data"):
            tid = whole(row["tid"])
            yield OldTerm(
                tid=tid,
                name=fold_spaces(repaired_name(str(row["name"] or ""))),
                vocabulary=names.get(whole(row["vid"]), ""),
                parents=tuple(parents[tid]),
                weight=whole(row.get("weight")),
                description=self.fields.plain_words(str(row.get("description") or ""), row.get("format")),
            )

    def _news_vocabulary(self, terms: dict[int, OldTerm], nodes: Iterable[OldNode]) -> str:
        """The vocabulary whose terms are kinds of news: chosen from a list rather than typed, and used the most."""
        used: Counter[str] = Counter()
        for node in nodes:
            used.update({terms[tid].vocabulary for tid in node.terms})

        def rank(name: str) -> tuple[bool, bool, int, str]:
            said = bool(KINDS_OF_NEWS.search(f"{name} {slug(self.fields.vocabularies[name].name)}"))
            return said, name not in self.fields.typed_vocabularies, used[name], name

        listed = [name for name in self.fields.vocabularies if name not in self.fields.typed_vocabularies or used[name]]
        chosen = max((name for name in listed if used[name]), key=rank, default="")
        return chosen if chosen and any(rank(chosen)[:2]) else ""

    # Addresses

    def _aliases(self) -> Iterator[OldAlias]:
        for row in self.tables.rows("url_alias"):
            path, source = str(row["alias"] or "").strip("/"), str(row["source"] or "").strip("/")
            if path and source:
                yield OldAlias(repaired(path), source, str(row.get("language") or UNDEFINED), whole(row.get("pid")))

    def _redirects(self) -> Iterator[OldRedirect]:
        for row in self.tables.rows("redirect"):
            if row.get("status", 1) == 0:
                continue
            query = array(unpacked(row.get("source_options"))).get("query")
            asked = "&".join(f"{key}={value}" for key, value in query.items()) if isinstance(query, dict) else ""
            fragment = array(unpacked(row.get("redirect_options"))).get("fragment")
            target = str(row["redirect"] or "") + (f"#{fragment}" if isinstance(fragment, str) and fragment else "")
            yield OldRedirect(repaired(str(row["source"] or "").strip("/")), target, asked)

    def _prefixes(self) -> dict[str, str]:
        """Path prefixes of languages, where the site told them by the path."""
        used = self.tables.variable("language_negotiation_language")
        by_path = isinstance(used, dict) and "locale-url" in used
        if not by_path or self.tables.variable("locale_language_negotiation_url_part", 0):
            return {}
        rows = self.tables.rows("languages")
        return {str(row["language"]): str(row["prefix"]) for row in rows if row.get("prefix") and row.get("enabled", 1)}

    def _hosts(self, paths: OldPaths, url: str) -> tuple[frozenset[str], str]:
        """The site's own hosts, and the likeliest address: by the links of its texts to files and aliases that only it
        has. A host that stands only before numbers of nodes may be any other Drupal.
        """
        counts = self._bases(paths, known=bool(url))
        for row in self.tables.rows("languages"):
            if domain := str(row.get("domain") or ""):
                counts[domain if "//" in domain else f"http://{domain}"] += 1
        for name in ("xmlsitemap_base_url", "base_url"):
            if (base := str(self.tables.variable(name, "") or "")).startswith("http"):
                counts[base.rstrip("/")] += 1000
        best = url or max(counts, key=lambda one: (counts[one], one), default="")
        hosts = {host_of(one) for one in (*counts, best)} - {""}
        return frozenset(
            hosts | {f"www.{host}" for host in hosts} | {host.removeprefix("www.") for host in hosts}
        ), best

    def _bases(self, paths: OldPaths, *, known: bool) -> Counter[str]:
        sure: Counter[str] = Counter()
        perhaps: Counter[str] = Counter()
        for link in self.fields.absolute_links():
            scheme, _, rest = link.partition("//")
            host, _, path = rest.partition("/")
            meant = paths.at(unquote(path.partition("?")[0].partition("#")[0]))
            numbered = re.match(r"(?:\?q=)?node/\d", path)
            if meant.kind not in (PathKind.UNKNOWN, PathKind.PAGE):
                (perhaps if numbered else sure)[f"{scheme}//{host}"] += 1
        return sure if sure or known else Counter(dict(perhaps.most_common(1)))


def moment(value: object) -> datetime:
    """Unix time as a local moment."""
    return datetime.fromtimestamp(min(max(whole(value), 0), 253_000_000_000), UTC).astimezone(VIETNAM)
