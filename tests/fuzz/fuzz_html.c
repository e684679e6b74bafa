/*
 * fuzz_html.c - any bytes as an HTML page
 *
 * Beyond not crashing: the text is valid UTF-8 (up to control characters and the like, which HTML
 * lets pass), has no blank where one may not be, and is the same when the page is read again by the
 * same parser. The first byte sets how often the rest is repeated, to reach the limits.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/utf8seq.h"
#include "read/charset.h"
#include "read/pagetext.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int good) {
    if (!good) abort();
}

static void check_text(const struct nd_buf *text) {
    for (size_t i = 0; i < text->size;) {
        bool valid;
        i += nd_utf8_step(text->data + i, text->size - i, &valid);
        require(valid);
    }
    for (size_t i = 0; i < text->size; i++) {
        const char c = text->data[i];
        require(c != '\t' && c != '\r' && c != '\f');
        if (c != ' ' && c != '\n') continue;
        require(i != 0 && i + 1 != text->size);
        require(text->data[i + 1] != ' ' && text->data[i + 1] != '\n');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct nd_pagetext *html;
    struct nd_buf page = {0}, once = {0}, twice = {0};
    char charset[ND_CHARSET_SIZE];
    const char *fault, *again;
    size_t times;
    if (size < 2 || !nd_pagetext_available()) return 0;
    times = data[0] < 192 ? 1 : (size_t)(data[0] - 191) * 16;
    for (size_t i = 0; i < times; i++) require(nd_buf_append(&page, data + 1, size - 1) == ND_OK);
    nd_charset_of(page.data, page.size, charset);
    require(strlen(charset) < sizeof charset);
    require(nd_pagetext_new(&html) == ND_OK);
    require(nd_pagetext_read(html, page.data, page.size, &once, &fault) == ND_OK);
    require(nd_pagetext_read(html, page.data, page.size, &twice, &again) == ND_OK);
    require(fault == again && once.size == twice.size);
    require(once.size == 0 || memcmp(once.data, twice.data, once.size) == 0);
    require(fault == NULL || once.size == 0);
    check_text(&once);
    nd_pagetext_free(html);
    nd_buf_free(&page);
    nd_buf_free(&once);
    nd_buf_free(&twice);
    return 0;
}
