/*
 * cli_text.c - see cli_text.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/cli_text.h"

#include <string.h>

#include "io/escape.h"

void cli_text_add_bytes(struct cli_text *text, const char *bytes, size_t size) {
    if (text->status == ND_OK) text->status = nd_buf_append(&text->buf, bytes, size);
}

void cli_text_add(struct cli_text *text, const char *string) {
    cli_text_add_bytes(text, string, strlen(string));
}

void cli_text_add_byte(struct cli_text *text, char byte) { cli_text_add_bytes(text, &byte, 1); }

void cli_text_add_number(struct cli_text *text, uint64_t number) {
    if (text->status == ND_OK) text->status = nd_buf_append_number(&text->buf, number);
}

void cli_text_add_thousandths(struct cli_text *text, uint32_t thousandths) {
    const char digits[4] = {'.', (char)('0' + thousandths / 100 % 10),
                            (char)('0' + thousandths / 10 % 10), (char)('0' + thousandths % 10)};
    cli_text_add_number(text, thousandths / 1000);
    cli_text_add_bytes(text, digits, sizeof digits);
}

void cli_text_add_blanks(struct cli_text *text, size_t begin, size_t size) {
    do {
        cli_text_add_byte(text, ' ');
    } while (text->status == ND_OK && text->buf.size < begin + size);
}

void cli_text_add_quoted(struct cli_text *text, const char *name, size_t size) {
    cli_text_add_byte(text, '\'');
    if (text->status == ND_OK) text->status = nd_message_escape(&text->buf, name, size);
    cli_text_add_byte(text, '\'');
}

void cli_text_add_field(struct cli_text *text, const char *name, size_t size) {
    if (text->status == ND_OK) text->status = nd_tsv_escape(&text->buf, name, size);
}

const char *cli_text_string(struct cli_text *text) {
    cli_text_add_byte(text, '\0');
    if (text->status != ND_OK) return nd_status_text(text->status);
    text->buf.size--;
    return text->buf.data;
}

void cli_text_clear(struct cli_text *text) {
    text->buf.size = 0;
    text->status = ND_OK;
}

void cli_text_free(struct cli_text *text) {
    nd_buf_free(&text->buf);
    text->status = ND_OK;
}
