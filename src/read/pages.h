/*
 * pages.h - texts out of HTML pages
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_READ_PAGES_H
#define ND_READ_PAGES_H

#include <stdbool.h>

#include "read/documents.h"

/* Decodes a text that does not tell its encoding, from what something else calls `said` (of size 0:
 * nothing does), unless that is none; behind nd_reader_decode, whose document it changes. Fails
 * with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_reader_decode_as_said(struct nd_reader *reader, struct nd_buf text,
                                            struct nd_name said, struct nd_document *document);

/* Puts the text of a page, in reader->page, in the place of the document's, which is the page;
 * `page` has its bytes, for where their encoding is not known. *good becomes false when it cannot
 * be read, which was complained about. Fails with ND_ERR_MEMORY. */
ND_CHECK nd_status nd_reader_read_page(struct nd_reader *reader, const char *name,
                                       struct nd_buf page, struct nd_document *document,
                                       bool *good);

/* Does so where documents of this kind are pages; notes of others whether they have tags. */
ND_CHECK nd_status nd_reader_read_markup(struct nd_reader *reader, bool is_page, const char *name,
                                         struct nd_buf page, struct nd_document *document,
                                         bool *good);

#endif /* ND_READ_PAGES_H */
