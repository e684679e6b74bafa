/*
 * page.c - see page.h
 *
 * What all names begin with, up to a slash, is left out of the page but for one line that says so:
 * a screen is narrow, and paths are long.
 *
 * SPDX-License-Identifier: MIT
 */
#include "page/page.h"

#include <string.h>

#include "base/mem.h"
#include "page/frame.h"
#include "page/sheet.h"

/* ---- Names ----------------------------------------------------------------------------------- */

/* How much of `prefix` all of names[0, count) begin with, up to a slash, and go on behind it. */
static size_t common_prefix(const struct nd_name *names, size_t count) {
    size_t size = count > 1 ? names[0].size : 0;
    for (size_t i = 0; i < count && size != 0; i++) {
        size_t same = 0;
        while (same < size && same + 1 < names[i].size &&
               names[i].bytes[same] == names[0].bytes[same])
            same++;
        size = same;
    }
    while (size != 0 && names[0].bytes[size - 1] != '/') size--;
    return size;
}

/* ---- The head -------------------------------------------------------------------------------- */

static uint64_t old_documents(const struct nd_sheet *sheet) {
    return sheet->page->count - sheet->tally.documents;
}

static void add_documents(struct nd_sheet *sheet) {
    const bool some = old_documents(sheet) != 0;
    nd_html_counted(&sheet->html, sheet->tally.documents, some ? "new document" : "document",
                    some ? "new documents" : "documents");
}

static void add_title(struct nd_sheet *sheet) {
    struct nd_html *html = &sheet->html;
    nd_frame_begin(html, true);
    nd_html_add(html, "Copies among ");
    add_documents(sheet);
    nd_frame_body(html);
}

/* ---- The summary ----------------------------------------------------------------------------- */

/* Links to the sections that the page has. */
static void add_sections(struct nd_sheet *sheet) {
    const struct nd_tally *tally = &sheet->tally;
    const struct {
        bool there;
        const char *link;
    } sections[] = {
        {true, "<li><a href=\"#summary\">Summary</a>"},
        {tally->several != 0, "<li><a href=\"#charts\">Charts</a>"},
        {nd_sheet_has_sources(sheet), "<li><a href=\"#sources\">Sources</a>"},
        {true, "<li><a href=\"#clusters\">Clusters</a>"},
        {tally->related != 0, "<li><a href=\"#related\">Related</a>"},
        {true, "<li><a href=\"#help\">How to read this</a>"},
    };
    nd_html_add(&sheet->html, "<nav aria-label=\"Sections\"><ul>");
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (sections[i].there) nd_html_add(&sheet->html, sections[i].link);
    nd_html_add(&sheet->html, "</ul></nav>\n");
}

static void add_banner(struct nd_sheet *sheet) {
    struct nd_html *html = &sheet->html;
    const struct nd_tally *tally = &sheet->tally;
    nd_html_add(html, "<a class=\"jump\" href=\"#clusters\">To the clusters</a>\n<header>\n"
                      "<p class=\"maker\">newsdupes</p>\n<h1>");
    add_documents(sheet);
    nd_html_add(html, ", ");
    nd_html_counted(html, tally->clusters, "report", "reports");
    nd_html_add(html, "</h1>\n<p class=\"lede\">");
    if (tally->several == 0) {
        nd_html_add(html, "No document is a copy of another one.");
    } else {
        nd_html_counted(html, tally->copies, "document is a copy", "documents are copies");
        nd_html_add(html, " of a report that another document carries at least as well: ");
        nd_html_percent(html, tally->copies, tally->documents);
        nd_html_add(html, " of all, in ");
        nd_html_counted(html, tally->several, "cluster", "clusters");
        nd_html_add(html, ".");
    }
    nd_html_add(html, "</p>\n");
    add_sections(sheet);
    nd_html_add(html, "</header>\n<main>\n");
}

/* What there is none of has no place. */
static void add_figure(struct nd_html *html, const char *label, uint64_t number) {
    if (number != 0) nd_html_figure(html, label, number);
}

static void add_figures(struct nd_sheet *sheet) {
    struct nd_html *html = &sheet->html;
    const struct nd_tally *tally = &sheet->tally;
    nd_html_add(html, "<section id=\"summary\" aria-labelledby=\"h-summary\">\n"
                      "<h2 id=\"h-summary\">Summary</h2>\n<dl class=\"figures\">\n");
    add_figure(html, "documents", tally->documents);
    add_figure(html, "different reports", tally->clusters);
    add_figure(html, "clusters of two or more", tally->several);
    add_figure(html, "copies", tally->copies);
    add_figure(html, "old documents", old_documents(sheet));
    add_figure(html, "clusters with an old lead", tally->known);
    add_figure(html, "copies with the same words", tally->relations[ND_RELATION_EXACT]);
    add_figure(html, "updates", tally->relations[ND_RELATION_UPDATE]);
    add_figure(html, "excerpts", tally->relations[ND_RELATION_EXCERPT]);
    add_figure(html, "round-ups", tally->relations[ND_RELATION_ROUNDUP]);
    if (sheet->page->source_count > 1) add_figure(html, "sources", sheet->page->source_count);
    add_figure(html, "words", sheet->page->result->counts.words);
    add_figure(html, "words masked as boilerplate", sheet->page->result->counts.masked);
    nd_html_add(html, "</dl>\n");
}

static void add_notes(struct nd_sheet *sheet) {
    struct nd_html *html = &sheet->html;
    if (sheet->page->unread != 0) {
        nd_html_add(html, "<p class=\"warning\">");
        nd_html_counted(html, sheet->page->unread, "input", "inputs");
        nd_html_add(html, " could not be read, or not as text; the messages of the run name "
                          "them.</p>\n");
    }
    if (sheet->name_prefix != 0) {
        const struct nd_name prefix = {sheet->page->names[0].bytes, sheet->name_prefix};
        nd_html_add(html, "<p class=\"note\">The names of all documents begin with <code>");
        nd_html_name(html, &prefix, 0);
        nd_html_add(html, "</code>, which is left out below.</p>\n");
    }
    nd_html_add(html, "</section>\n");
}

/* ---- The end --------------------------------------------------------------------------------- */

static void add_help(struct nd_sheet *sheet) {
    struct nd_html *html = &sheet->html;
    nd_html_add(
        html,
        "<section id=\"help\" aria-labelledby=\"h-help\">\n"
        "<h2 id=\"h-help\">How to read this</h2>\n"
        "<p>A <b>cluster</b> holds the documents that carry one report: a text that was written "
        "once and printed here and there, with another headline, another spelling or a paragraph "
        "less. Articles about the same event in other words are not copies.</p>\n"
        "<dl class=\"terms\">\n"
        "<div><dt>lead<dd>the copy to keep: the fullest and cleanest one, which shares the most "
        "words with the others, or the one that <code>--keep</code> or <code>--against</code> "
        "asked for</div>\n");
    if (sheet->page->reason.call != NULL)
        nd_html_add(html,
                    "<div><dt>rules<dd>of <code>--keep</code>: longest; cleanest, with the least "
                    "boilerplate; earliest; latest; source-rank, by a list of sources; path, by "
                    "the name; central, which shares the most words with the others</div>\n");
    nd_html_add(
        html,
        "<div><dt>exact<dd>has the words of the lead, all and no others</div>\n"
        "<div><dt>reprint<dd>carries the report of the lead</div>\n"
        "<div><dt>abridged<dd>carries it in less than seven tenths of the lead\xE2\x80\x99s "
        "words</div>\n"
        "<div><dt>update<dd>is another version: both have much text of their own</div>\n"
        "<div><dt>excerpt<dd>is a small part of another document</div>\n"
        "<div><dt>roundup<dd>strings parts of three reports or more together</div>\n"
        "<div><dt>similarity<dd>the words that two documents share, of the words of both; shared "
        "words are counted once</div>\n"
        "<div><dt>containment<dd>the words that they share, of the words of the shorter one</div>\n"
        "<div><dt>boilerplate<dd>text that belongs to a source and not to a report: menus, share "
        "bars, footers; it is learned from the documents and left out of all comparing</div>\n"
        "</dl>\n</section>\n</main>\n");
    nd_frame_end(html, true);
}

nd_status nd_page_write(const struct nd_page *page, struct nd_buf *out) {
    struct nd_sheet sheet = {.page = page, .html = {.buf = *out}};
    sheet.places = nd_alloc_zero(page->count + 1, sizeof *sheet.places);
    if (sheet.places == NULL) return ND_ERR_MEMORY;
    sheet.name_prefix = common_prefix(page->names, page->count);
    sheet.source_prefix = common_prefix(page->source_names, page->source_count);
    nd_tally_take(&sheet.tally, page->result);
    add_title(&sheet);
    add_banner(&sheet);
    add_figures(&sheet);
    add_notes(&sheet);
    nd_sheet_charts(&sheet);
    nd_sheet_sources(&sheet);
    nd_sheet_clusters(&sheet);
    nd_sheet_related(&sheet);
    add_help(&sheet);
    nd_free(sheet.places);
    *out = sheet.html.buf;
    return sheet.html.status;
}
