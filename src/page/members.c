/*
 * members.c - names of documents, and what a member of a cluster is to its lead: why, and in which
 * words they differ
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "page/changes.h"
#include "page/sheet.h"

void nd_sheet_document(struct nd_sheet *sheet, uint32_t document) {
    nd_html_name(&sheet->html, &sheet->page->names[document], sheet->name_prefix);
}

void nd_sheet_row(struct nd_sheet *sheet, const struct nd_row *row) {
    struct nd_html *html = &sheet->html;
    const char *relation = nd_relation_name(row->relation);
    nd_html_add(html, "<span class=\"rel ");
    nd_html_add(html, relation);
    nd_html_add(html, "\">");
    nd_html_add(html, relation);
    nd_html_add(html, "</span> <span class=\"doc\">");
    nd_sheet_document(sheet, row->document);
    nd_html_add(html, "</span>");
}

void nd_sheet_shared(struct nd_sheet *sheet, const struct nd_measure *measure, const char *where) {
    struct nd_html *html = &sheet->html;
    nd_html_counted(html, measure->shared, "word is shared", "words are shared");
    nd_html_add(html, measure->equal == measure->shared ? ", all equal" : ", ");
    if (measure->equal != measure->shared) {
        nd_html_count(html, measure->equal);
        nd_html_add(html, " of them equal");
    }
    nd_html_add(html, ", of ");
    nd_html_count(html, measure->words_a);
    nd_html_add(html, " here and ");
    nd_html_count(html, measure->words_b);
    nd_html_add(html, where);
}

/* Who printed it, unless its name begins with that. */
static void add_printer(struct nd_sheet *sheet, uint32_t document) {
    const struct nd_page *page = sheet->page;
    const struct nd_name *name = &page->names[document], *source;
    if (page->source_count < 2 || page->sources[document] == 0) return;
    source = &page->source_names[page->sources[document] - 1];
    if (source->size <= name->size && memcmp(source->bytes, name->bytes, source->size) == 0) return;
    if (source->size == 1 && source->bytes[0] == '.') return; /* the folder that one is in */
    nd_html_add(&sheet->html, " Source: ");
    nd_html_name(&sheet->html, source, sheet->source_prefix);
    nd_html_add(&sheet->html, ".");
}

/* By which rule a copy is kept and not another one; it may come from outside. */
static void add_rule(struct nd_sheet *sheet, const struct nd_row *row) {
    const struct nd_page_reason *reason = &sheet->page->reason;
    const char *rule = reason->call != NULL ? reason->call(reason->self, row) : NULL;
    const bool lead = row->relation == ND_RELATION_LEAD;
    if (rule == NULL) return;
    nd_html_add(&sheet->html,
                lead
                    ? " The rule that was needed last to keep it and not the others is \xE2\x80\x98"
                    : " The lead is kept and not this one by the rule \xE2\x80\x98");
    nd_html_text(&sheet->html, rule, strlen(rule));
    nd_html_add(&sheet->html, "\xE2\x80\x99.");
}

static const char *lead_reason(const struct nd_sheet *sheet) {
    if (sheet->known) return "An old document, which carries the report already. It has ";
    return sheet->page->reason.call != NULL
               ? "The copy to keep. It has "
               : "The copy to keep: it shares the most words with the others. It has ";
}

static void add_reason(struct nd_sheet *sheet, const struct nd_row *row) {
    struct nd_html *html = &sheet->html;
    static const char *const reasons[ND_TALLY_RELATIONS] = {
        [ND_RELATION_EXACT] = "Has the same words as the lead, in the same order: ",
        [ND_RELATION_REPRINT] = "Carries the report of the lead: ",
        [ND_RELATION_ABRIDGED] = "Carries the report in less than seven tenths of its words: ",
        [ND_RELATION_UPDATE] = "Another version: both have much text of their own. ",
        [ND_RELATION_EXCERPT] = "A part of a longer document: ",
        [ND_RELATION_ROUNDUP] = "Strings parts of several reports together: ",
        [ND_RELATION_UNIQUE] = "",
    };
    nd_html_add(html, "<p class=\"why\">");
    nd_html_add(html,
                row->relation == ND_RELATION_LEAD ? lead_reason(sheet) : reasons[row->relation]);
    if (row->relation == ND_RELATION_LEAD || row->relation == ND_RELATION_EXACT) {
        nd_html_counted(html, row->measure.words_a, "word", "words");
        nd_html_add(html, " without boilerplate.");
    } else {
        nd_sheet_shared(sheet, &row->measure, " in the lead.");
    }
    add_rule(sheet, row);
    add_printer(sheet, row->document);
    nd_html_add(html, "</p>\n");
}

static void add_numbers(struct nd_html *html, const struct nd_row *row) {
    if (row->relation == ND_RELATION_LEAD) return;
    nd_html_add(html, "<span class=\"sim\"><span>similarity </span>");
    nd_html_thousandths(html, nd_similarity(&row->measure));
    nd_html_add(html, "</span>");
}

/* Texts are in any language and run in any direction. */
static void add_text(struct nd_html *html, const struct nd_row *row,
                     const struct nd_comparison *comparison) {
    const bool several = row->size > 2; /* there are copies to set against each other */
    nd_html_add(html, "<div class=\"text\" lang=\"\" dir=\"auto\">");
    if (row->relation == ND_RELATION_LEAD)
        nd_changes_add_first(html, comparison);
    else
        nd_changes_add(html, comparison, several);
    nd_html_add(html, "</div>\n");
}

static void add_instead(struct nd_html *html, const char *instead) {
    nd_html_add(html, "<p class=\"note\">");
    nd_html_add(html, instead);
    nd_html_add(html, "</p>\n");
}

void nd_sheet_member(struct nd_sheet *sheet, const struct nd_row *row,
                     const struct nd_comparison *comparison, const char *instead) {
    struct nd_html *html = &sheet->html;
    nd_html_add(html, "<li><details class=\"member\"><summary>");
    nd_sheet_row(sheet, row);
    add_numbers(html, row);
    nd_html_add(html, "</summary>\n");
    add_reason(sheet, row);
    if (comparison != NULL)
        add_text(html, row, comparison);
    else if (instead != NULL)
        add_instead(html, instead);
    nd_html_add(html, "</details>\n");
}
