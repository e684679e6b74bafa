/*
 * pagetext_none.c - pagetext.h for builds without gumbo
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/pagetext.h"

bool nd_pagetext_available(void) { return false; }

const char *nd_pagetext_version(void) { return "none"; }

nd_status nd_pagetext_new(struct nd_pagetext **out) {
    *out = NULL;
    return ND_OK;
}

void nd_pagetext_free(struct nd_pagetext *html) { (void)html; }

nd_status nd_pagetext_read(struct nd_pagetext *html, const char *page, size_t size,
                           struct nd_buf *out, const char **fault) {
    (void)html;
    (void)page;
    (void)size;
    out->size = 0;
    *fault = "this build is without gumbo";
    return ND_OK;
}
