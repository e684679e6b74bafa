/*
 * pages.c - see pages.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/pages.h"

#include <stdio.h>
#include <string.h>

#include "io/complain.h"
#include "io/magic.h"
#include "read/charset.h"
#include "read/pagetext.h"
#include "read/recode.h"

/* Makes reader->page_recoder one for the encoding. Pages of a site come one after the other, and
 * have one encoding. */
static nd_status set_recoder(struct nd_reader *reader, const char *charset) {
    if (strcmp(reader->page_charset, charset) == 0) return ND_OK;
    nd_recoder_free(reader->page_recoder);
    reader->page_recoder = NULL;
    memcpy(reader->page_charset, charset, strlen(charset) + 1);
    reader->page_unknown = !nd_encoding_known(charset);
    if (reader->page_unknown) charset = "WINDOWS-1252";
    return nd_recoder_new(charset, &reader->page_recoder);
}

/* Makes the document one of UTF-8. */
static nd_status decode_from(struct nd_reader *reader, struct nd_buf text, const char *charset,
                             struct nd_document *document) {
    bool clean;
    nd_status status = set_recoder(reader, charset);
    if (status == ND_OK)
        status =
            nd_recoder_run(reader->page_recoder, text.data, text.size, &reader->recoded, &clean);
    document->text = reader->recoded.data;
    document->size = reader->recoded.size;
    document->encoding = ND_ENCODING_UTF8;
    return status;
}

static void say_unknown(struct nd_reader *reader, const char *name) {
    char after[ND_CHARSET_SIZE + 64];
    (void)snprintf(after, sizeof after, " is in %s, which is not known here: read as Windows-1252",
                   reader->page_charset);
    nd_reader_warn(reader, &reader->input->unknown, name, after);
}

static nd_status decode(struct nd_reader *reader, const char *name, struct nd_buf page,
                        struct nd_document *document) {
    char charset[ND_CHARSET_SIZE];
    nd_status status;
    nd_charset_of(page.data, page.size, charset);
    if (charset[0] == '\0') return ND_OK;
    status = decode_from(reader, page, charset, document);
    if (status == ND_OK && reader->page_unknown) say_unknown(reader, name);
    return status;
}

nd_status nd_reader_decode_as_said(struct nd_reader *reader, struct nd_buf text,
                                   struct nd_name said, struct nd_document *document) {
    char charset[ND_CHARSET_SIZE];
    if (document->encoding != ND_ENCODING_DETECT || said.size == 0) return ND_OK;
    if (nd_charset_is_clear(text.data, text.size)) return ND_OK;
    if (memchr(text.data, '\0', text.size) != NULL) return ND_OK; /* binary, which will be said */
    nd_charset_named(said, charset);
    return nd_encoding_known(charset) ? decode_from(reader, text, charset, document) : ND_OK;
}

/* Whether it has bytes that no page has, unless it is UTF-16. */
static bool is_binary(struct nd_buf page) {
    return page.size != 0 && !nd_magic_is_utf16(page.data, page.size) &&
           memchr(page.data, '\0', page.size) != NULL;
}

nd_status nd_reader_read_page(struct nd_reader *reader, const char *name, struct nd_buf page,
                              struct nd_document *document, bool *good) {
    const char *fault;
    nd_status status = ND_OK;
    if (document->encoding == ND_ENCODING_DETECT && is_binary(page)) return ND_OK;
    if (reader->html == NULL) status = nd_pagetext_new(&reader->html);
    if (status == ND_OK && document->encoding == ND_ENCODING_DETECT)
        status = decode(reader, name, page, document);
    if (status == ND_OK)
        status =
            nd_pagetext_read(reader->html, document->text, document->size, &reader->page, &fault);
    if (status != ND_OK) return status;
    *good = fault == NULL;
    if (fault != NULL) {
        reader->seen.unreadable++;
        nd_complain_reason(reader->input->report, "cannot read", name, fault);
    }
    document->text = reader->page.data;
    document->size = reader->page.size;
    document->encoding = ND_ENCODING_UTF8;
    return ND_OK;
}

/* ---- Texts that are none --------------------------------------------------------------------- */

static bool is_letter(char byte) { return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z'; }

/* Whether this follows '<' in a page and hardly elsewhere: the name of a tag that ends an element,
 * or of one that breaks lines. Names alone stand in brackets in news, too: "<NRM> SEES A LOSS". */
static bool is_tag(const char *text, size_t size) {
    if (size < 2) return false;
    if (text[0] == '/') return is_letter(text[1]);
    return (text[0] | 0x20) == 'b' && (text[1] | 0x20) == 'r' && (size == 2 || !is_letter(text[2]));
}

/* Whether a text begins as one that was cut out of a page. */
static bool has_tags(const char *text, size_t size) {
    enum { LOOKED_AT = 2048, ENOUGH = 2 };
    const char *const end = text + (size < LOOKED_AT ? size : LOOKED_AT);
    unsigned count = 0;
    while (count < ENOUGH && text != end) {
        text = memchr(text, '<', (size_t)(end - text));
        if (text == NULL) return false;
        text++;
        count += is_tag(text, (size_t)(end - text));
    }
    return count == ENOUGH;
}

nd_status nd_reader_read_markup(struct nd_reader *reader, bool is_page, const char *name,
                                struct nd_buf page, struct nd_document *document, bool *good) {
    *good = true;
    if (is_page) return nd_reader_read_page(reader, name, page, document, good);
    document->has_tags = document->size != 0 && has_tags(document->text, document->size);
    return ND_OK;
}
