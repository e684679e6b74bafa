/*
 * fuzz_report.c - whatever texts, names and sources hold, the report is a page of this program
 *
 * The first byte chooses what is asked for, the second one how large the page may be; documents are
 * separated by bytes 0x1e, and the name and the source of each are its first bytes, so that some
 * are alike. The page must have no markup but ours, each element that is opened must be closed in
 * its turn, and it must be UTF-8 without controls.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/utf8seq.h"
#include "newsdupes.h"
#include "page/page.h"
#include "unit/page_oracle.h"

enum { SEPARATOR = 0x1e, MOST_DOCUMENTS = 64, NAME_BYTES = 12, DEPTH = 32 };
enum { TEXTS = 1, REASONS = 2, OLD = 4, JOINS = 8, SOURCES = 16, LOW = 32 };

struct corpus {
    struct nd_corpus *core;
    struct nd_text texts[MOST_DOCUMENTS];
    struct nd_name names[MOST_DOCUMENTS];
    struct nd_name sources[MOST_DOCUMENTS];
    uint32_t source_of[MOST_DOCUMENTS];
    bool old[MOST_DOCUMENTS];
    uint32_t count;
    unsigned flags;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition) abort();
}

static size_t at_most(size_t size, size_t most) { return size < most ? size : most; }

static void split(const uint8_t *data, size_t size, struct corpus *corpus) {
    const uint8_t *at = data + 2, *const end = data + size;
    corpus->flags = data[0];
    while (at < end && corpus->count < MOST_DOCUMENTS) {
        const uint8_t *next = memchr(at, SEPARATOR, (size_t)(end - at));
        const uint32_t d = corpus->count++;
        const char *const bytes = (const char *)at;
        size_t length;
        if (next == NULL) next = end;
        length = (size_t)(next - at);
        corpus->texts[d] = (struct nd_text){d, at, length, ND_ENCODING_DETECT};
        corpus->names[d] = (struct nd_name){bytes, at_most(length, NAME_BYTES)};
        corpus->sources[d] = (struct nd_name){bytes, at_most(length, NAME_BYTES / 2)};
        corpus->source_of[d] = length != 0 ? at[0] % (d + 2u) : 0; /* up to its own */
        corpus->old[d] = length % 3 == 0;
        at = next + 1;
    }
}

static struct nd_result *cluster(struct corpus *corpus) {
    struct nd_options options;
    struct nd_result *result;
    struct nd_worker *worker;
    nd_options_init(&options);
    options.threshold = (corpus->flags & LOW) != 0 ? 1 : ND_THRESHOLD_DEFAULT;
    options.recall = true;
    options.joins = (corpus->flags & JOINS) != 0 ? ND_JOIN_UPDATES | ND_JOIN_EXCERPTS : 0;
    require(nd_corpus_new(&options, &corpus->core) == ND_OK);
    require(nd_worker_new(corpus->core, &worker) == ND_OK);
    for (uint32_t d = 0; d < corpus->count; d++)
        require(nd_worker_add(worker, d, corpus->texts[d].bytes, corpus->texts[d].size,
                              ND_ENCODING_DETECT, NULL) == ND_OK);
    if ((corpus->flags & OLD) != 0)
        require(nd_corpus_set_old(corpus->core, corpus->old, corpus->count) == ND_OK);
    require(nd_corpus_cluster(corpus->core, corpus->names, corpus->count, &result) == ND_OK);
    return result;
}

static nd_status compare(void *self, uint32_t lead, uint32_t member, struct nd_comparison **out) {
    struct corpus *const corpus = self;
    const struct nd_text texts[2] = {corpus->texts[lead], corpus->texts[member]};
    return nd_corpus_compare(corpus->core, texts, out);
}

/* As if rules could be called anything. */
static const char *reason(void *self, const struct nd_row *row) {
    (void)self;
    return row->document % 3 == 0 ? NULL : "<script>'\"&";
}

/* ---- What a page must be --------------------------------------------------------------------- */

static bool is_one_of(const char *const *list, size_t count, const char *name, size_t size) {
    return page_is_listed(list, count, name, size);
}

/* Steps over a tag; elements that need an end are opened and closed like brackets. */
static const char *check_tag(const char *at, const char *end, const char **open, size_t *depth) {
    static const char *const paired[] = {"html",    "head", "body",    "header",  "main", "footer",
                                         "section", "nav",  "details", "summary", "div",  "span",
                                         "del",     "ins",  "ul",      "ol",      "dl",   "table",
                                         "a",       "form", "b",       "h1",      "h2",   "label"};
    const bool closes = at[1] == '/';
    const char *const name = at + 1 + closes;
    const size_t size = page_name_size(name, end);
    const char *const behind = page_tag(at, end);
    require(behind != NULL);
    if (!is_one_of(paired, sizeof paired / sizeof *paired, name, size)) return behind;
    if (closes) {
        require(*depth != 0 && page_name_size(open[*depth - 1], end) == size);
        require(memcmp(open[--*depth], name, size) == 0);
    } else {
        require(*depth < DEPTH);
        open[(*depth)++] = name;
    }
    return behind;
}

/* Style and script stand between the elements that are looked at. */
static void check_elements(const char *page, size_t size) {
    const char *const end = page + size;
    const char *at = page + strlen("<!DOCTYPE html>"), *open[DEPTH];
    size_t depth = 0;
    while ((at = memchr(at, '<', (size_t)(end - at))) != NULL) {
        if (strncmp(at, "<style>", 7) == 0)
            at = strstr(at, "</style>") + strlen("</style>");
        else if (strncmp(at, "<script>", 8) == 0)
            at = strstr(at, "</script>") + strlen("</script>");
        else
            at = check_tag(at, end, open, &depth);
    }
    require(depth == 0);
}

static void check_bytes(const char *page, size_t size) {
    for (size_t at = 0; at < size;) {
        bool valid;
        const size_t step = nd_utf8_step(page + at, size - at, &valid);
        require(valid);
        require((unsigned char)page[at] >= ' ' || page[at] == '\n' || page[at] == '\t');
        at += step;
    }
}

static void check_page(const struct nd_page *page) {
    struct nd_buf out = {0};
    require(nd_page_write(page, &out) == ND_OK);
    require(page_is_sound(out.data, out.size));
    check_bytes(out.data, out.size);
    require(nd_buf_append_byte(&out, '\0') == ND_OK);
    check_elements(out.data, out.size - 1);
    nd_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct corpus corpus = {0};
    struct nd_result *result;
    if (size < 2) return 0;
    split(data, size, &corpus);
    result = cluster(&corpus);
    check_page(&(struct nd_page){
        .result = result,
        .names = corpus.names,
        .count = corpus.count,
        .sources = (corpus.flags & SOURCES) != 0 ? corpus.source_of : NULL,
        .source_names = corpus.sources,
        .source_count = (corpus.flags & SOURCES) != 0 ? corpus.count : 0,
        .compare = {&corpus, (corpus.flags & TEXTS) != 0 ? compare : NULL},
        .reason = {NULL, (corpus.flags & REASONS) != 0 ? reason : NULL},
        .unread = data[1] % 3,
        .most_bytes = data[1] < 128 ? (size_t)1 << 20 : (size_t)data[1] * 97,
    });
    nd_result_free(result);
    nd_corpus_free(corpus.core);
    return 0;
}
