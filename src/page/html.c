/*
 * html.c - see html.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "page/html.h"

#include "io/escape.h"
#include "io/markup.h"

void nd_html_add(struct nd_html *html, const char *markup) {
    if (html->status == ND_OK) html->status = nd_buf_append_string(&html->buf, markup);
}

void nd_html_text(struct nd_html *html, const char *bytes, size_t size) {
    if (html->status == ND_OK) html->status = nd_markup_escape(&html->buf, bytes, size);
}

void nd_html_name(struct nd_html *html, const struct nd_name *name, size_t skip) {
    struct nd_buf readable = {0};
    if (html->status == ND_OK)
        html->status = nd_message_escape(&readable, name->bytes + skip, name->size - skip);
    nd_html_text(html, readable.data, readable.size);
    nd_buf_free(&readable);
}

void nd_html_number(struct nd_html *html, uint64_t number) {
    if (html->status == ND_OK) html->status = nd_buf_append_number(&html->buf, number);
}

void nd_html_count(struct nd_html *html, uint64_t number) {
    uint64_t unit = 1;
    while (number / unit >= 1000) unit *= 1000;
    nd_html_number(html, number / unit);
    while ((unit /= 1000) != 0) {
        const uint64_t group = number / unit % 1000;
        nd_html_add(html, group < 10 ? ",00" : group < 100 ? ",0" : ",");
        nd_html_number(html, group);
    }
}

void nd_html_counted(struct nd_html *html, uint64_t number, const char *one, const char *many) {
    nd_html_count(html, number);
    nd_html_add(html, " ");
    nd_html_add(html, number == 1 ? one : many);
}

void nd_html_figure(struct nd_html *html, const char *label, uint64_t number) {
    nd_html_add(html, "<div><dt>");
    nd_html_add(html, label);
    nd_html_add(html, "<dd>");
    nd_html_count(html, number);
    nd_html_add(html, "</div>\n");
}

void nd_html_thousandths(struct nd_html *html, uint32_t thousandths) {
    const uint32_t digits = thousandths % 1000;
    nd_html_number(html, thousandths / 1000);
    nd_html_add(html, digits < 10 ? ".00" : digits < 100 ? ".0" : ".");
    nd_html_number(html, digits);
}

void nd_html_percent(struct nd_html *html, uint64_t part, uint64_t whole) {
    const uint64_t percent = whole == 0 ? 0 : (100 * part + whole / 2) / whole;
    if (percent == 0 && part != 0)
        nd_html_add(html, "less than 1");
    else
        nd_html_number(html, percent == 100 && part < whole ? 99 : percent);
    nd_html_add(html, "\xC2\xA0%");
}

void nd_html_append(struct nd_html *html, const struct nd_html *more) {
    if (html->status == ND_OK) html->status = more->status;
    if (html->status == ND_OK)
        html->status = nd_buf_append(&html->buf, more->buf.data, more->buf.size);
}

void nd_html_free(struct nd_html *html) { nd_buf_free(&html->buf); }
