/*
 * repair.c - see repair.h
 *
 * Records come from programs that cut texts between bytes, store half of a pair of surrogates, or
 * number things beyond 64 bits. This runs only on lines that were refused, so it is plain: one
 * piece after the other is looked at and copied.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/repair.h"

#include <string.h>

#include "io/utf8seq.h"

enum { EXACT_DIGITS = 18 };

struct text {
    const char *at, *end;
    struct nd_buf *out;
    bool in_string, changed;
};

static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

/* Copies `size` bytes, or writes U+FFFD for them. */
static nd_status copy(struct text *text, size_t size) {
    const char *const from = text->at;
    text->at += size;
    return nd_buf_append(text->out, from, size);
}

static nd_status replace(struct text *text, size_t size) {
    text->at += size;
    text->changed = true;
    return nd_buf_append(text->out, ND_UTF8_REPLACEMENT, ND_UTF8_REPLACEMENT_SIZE);
}

/* ---- Escapes --------------------------------------------------------------------------------- */

static int hex_value(char byte) {
    if (is_digit(byte)) return byte - '0';
    if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
    return -1;
}

/* The code unit of the escape \uXXXX at `at`, or -1 when there is none. */
static int unit_at(const char *at, const char *end) {
    int unit = 0;
    if (end - at < 6 || at[0] != '\\' || at[1] != 'u') return -1;
    for (int i = 2; i < 6; i++) {
        const int value = hex_value(at[i]);
        if (value < 0) return -1;
        unit = unit * 16 + value;
    }
    return unit;
}

static bool is_high(int unit) { return unit >= 0xD800 && unit < 0xDC00; }
static bool is_low(int unit) { return unit >= 0xDC00 && unit < 0xE000; }

/* A backslash and what it escapes. */
static nd_status escape(struct text *text) {
    const int unit = unit_at(text->at, text->end);
    if (is_high(unit)) {
        if (is_low(unit_at(text->at + 6, text->end))) return copy(text, 12);
        return replace(text, 6);
    }
    if (is_low(unit)) return replace(text, 6);
    if (text->end - text->at < 2 || (unsigned char)text->at[1] >= 0x80) return copy(text, 1);
    return copy(text, 2);
}

/* ---- Numbers --------------------------------------------------------------------------------- */

/* Each of these returns the end of a part of a number at `at`: of digits (NULL: there are none),
 * or of what need not be there (at itself, then). at == NULL goes through. */
static const char *digits(const char *at, const char *end) {
    const char *const first = at;
    if (at == NULL) return NULL;
    while (at < end && is_digit(*at)) at++;
    return at != first ? at : NULL;
}

static const char *fraction(const char *at, const char *end) {
    if (at == NULL || at == end || *at != '.') return at;
    return digits(at + 1, end);
}

static const char *exponent(const char *at, const char *end) {
    if (at == NULL || at == end || (*at != 'e' && *at != 'E')) return at;
    at++;
    if (at < end && (*at == '+' || *at == '-')) at++;
    return digits(at, end);
}

/* Returns the end of the JSON number at `at`, or NULL when there is none. */
static const char *number_end(const char *at, const char *end, bool *has_exponent) {
    const char *next;
    if (at < end && *at == '-') at++;
    next = digits(at, end);
    if (next != NULL && *at == '0' && next - at > 1) return NULL;
    at = fraction(next, end);
    next = exponent(at, end);
    *has_exponent = next != at;
    return next;
}

static bool ends_number(const char *at, const char *end) {
    return at == end || (*at != '\0' && strchr(" \t\r\n,]}", *at) != NULL);
}

static nd_status number(struct text *text) {
    bool has_exponent;
    const char *const end = number_end(text->at, text->end, &has_exponent);
    nd_status status;
    if (end == NULL || !ends_number(end, text->end)) return copy(text, 1);
    if (!has_exponent && end - text->at <= EXACT_DIGITS)
        return copy(text, (size_t)(end - text->at));
    text->changed = true;
    status = nd_buf_append_byte(text->out, '"');
    if (status == ND_OK) status = copy(text, (size_t)(end - text->at));
    if (status == ND_OK) status = nd_buf_append_byte(text->out, '"');
    return status;
}

/* ---- All together ---------------------------------------------------------------------------- */

/* Whether a number may begin here: not within 1x2 or behind 01. */
static bool begins_number(const struct text *text) {
    const struct nd_buf *const out = text->out;
    if (*text->at != '-' && !is_digit(*text->at)) return false;
    return out->size == 0 || strchr(" \t\r\n,:[", out->data[out->size - 1]) != NULL;
}

static nd_status step(struct text *text) {
    bool valid;
    size_t size;
    if (*text->at == '"') text->in_string = !text->in_string;
    if (text->in_string && *text->at == '\\') return escape(text);
    if (!text->in_string && begins_number(text)) return number(text);
    size = nd_utf8_step(text->at, (size_t)(text->end - text->at), &valid);
    return valid ? copy(text, size) : replace(text, size);
}

nd_status nd_json_repair(const char *json, size_t size, struct nd_buf *out, bool *changed) {
    struct text text = {.at = json, .out = out};
    nd_status status = ND_OK;
    out->size = 0;
    *changed = false;
    if (size == 0) return ND_OK; /* json may be NULL */
    text.end = json + size;
    while (status == ND_OK && text.at < text.end) status = step(&text);
    *changed = text.changed;
    return status;
}
