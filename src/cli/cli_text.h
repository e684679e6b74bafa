/*
 * cli_text.h - putting a line together piece by piece
 *
 * A buffer that remembers its first failure, so that a chain of additions is checked once, at the
 * end, through `status`. Start with a zeroed struct; release with cli_text_free.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ND_CLI_CLI_TEXT_H
#define ND_CLI_CLI_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "newsdupes.h"

struct cli_text {
    struct nd_buf buf;
    nd_status status;
};

void cli_text_add(struct cli_text *text, const char *string);
void cli_text_add_bytes(struct cli_text *text, const char *bytes, size_t size);
void cli_text_add_byte(struct cli_text *text, char byte);
void cli_text_add_number(struct cli_text *text, uint64_t number);
/* 0.640 for 640. */
void cli_text_add_thousandths(struct cli_text *text, uint32_t thousandths);
/* Blanks until `size` bytes stand behind `begin`; at least one. */
void cli_text_add_blanks(struct cli_text *text, size_t begin, size_t size);
/* A name between quotes, as messages show it. */
void cli_text_add_quoted(struct cli_text *text, const char *name, size_t size);
/* A name as a field of a row. */
void cli_text_add_field(struct cli_text *text, const char *name, size_t size);

/* The text as a string, or the sentence of its status when it is not whole; valid until the next
 * addition. */
const char *cli_text_string(struct cli_text *text);

void cli_text_clear(struct cli_text *text); /* empty, keeping the room */
void cli_text_free(struct cli_text *text);

#endif /* ND_CLI_CLI_TEXT_H */
