/*
 * skip.c - see skip.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "text/skip.h"

#include "text/reference.h"

enum {
    LONGEST_SCHEME = 16,
    LONGEST_LOCAL_PART = 64,
    LONGEST_TARGET = 2048,
    LONGEST_INDENT = 64,
    MOST_UNSEEN = 16 /* traceless code points between a hyphen and the letter that it joins */
};

static bool is_letter(uint8_t byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_alphanumeric(uint8_t byte) {
    return is_letter(byte) || (byte >= '0' && byte <= '9');
}

static bool is_local_part(uint8_t byte) {
    return is_alphanumeric(byte) || byte == '.' || byte == '_' || byte == '%' || byte == '+' ||
           byte == '-';
}

static uint8_t byte_at(const struct nd_fold *fold, size_t at) {
    return at < fold->size ? fold->text[at] : 0;
}

/* ---- Hyphens --------------------------------------------------------------------------------- */

/* Whether the folded text ends inside a word, at a letter. */
static bool ends_in_letter(const struct nd_fold *fold) {
    size_t at = fold->used;
    uint32_t c;
    if (at == 0 || fold->after_own) return false;
    if (fold->out[at - 1] < 0x80) return is_letter(fold->out[at - 1]);
    do at--;
    while (at > 0 && (fold->out[at] & 0xc0) == 0x80);
    if (nd_utf8_read(fold->out + at, fold->used - at, &c) == 0) return false;
    return !nd_unicode_code(c)->number;
}

/* Whether the text goes on with a letter, what leaves no trace aside. */
static bool is_letter_at(const struct nd_fold *fold, size_t at) {
    for (unsigned unseen = 0; at < fold->size && unseen < MOST_UNSEEN; unseen++) {
        const uint8_t *const text = fold->text + at;
        const struct nd_code *code;
        uint32_t c = 0;
        size_t length;
        if (*text < 0x80 && *text != '&') return is_letter(*text);
        length = (*text == '&' ? nd_reference_length : nd_utf8_read)(text, fold->size - at, &c);
        if (length == 0) return false;
        code = nd_unicode_code(c);
        if (code->kind == ND_CODE_LETTER) return !code->number;
        if (code->kind != ND_CODE_NOTHING && code->kind != ND_CODE_SOFT_HYPHEN) return false;
        at += length;
    }
    return false;
}

/* The offset behind a line break at `at` and the blanks after it; `at` when there is none. */
static size_t behind_line_break(const struct nd_fold *fold, size_t at) {
    size_t end = at;
    if (byte_at(fold, end) == '\r') end++;
    if (byte_at(fold, end) == '\n') end++;
    if (end == at) return at;
    for (size_t i = 0;
         i < LONGEST_INDENT && (byte_at(fold, end) == ' ' || byte_at(fold, end) == '\t'); i++) {
        end++;
    }
    return end;
}

size_t nd_skip_hyphen(struct nd_fold *fold, size_t length, bool soft) {
    const size_t behind = behind_line_break(fold, fold->at + length);
    if (ends_in_letter(fold) && is_letter_at(fold, behind)) return behind - fold->at;
    if (!soft) {
        fold->out[fold->used++] = ' ';
        fold->after_own = false;
        fold->last_class = 0;
    }
    return length;
}

/* ---- Links ----------------------------------------------------------------------------------- */

static uint8_t folded_byte(uint8_t byte) {
    if (!is_alphanumeric(byte)) return ' ';
    return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + ('a' - 'A')) : byte;
}

/* Takes back the folded bytes of the text before fold->at as long as `belongs` holds, at most
 * `longest` bytes; returns how many bytes of text that were. A hyphen may have left nothing. */
static size_t take_back(struct nd_fold *fold, bool (*belongs)(uint8_t), size_t longest) {
    size_t text = fold->at, used = fold->used;
    while (fold->at - text < longest && text > 0 && used > 0 && belongs(fold->text[text - 1])) {
        const uint8_t byte = fold->text[text - 1];
        if (fold->out[used - 1] == folded_byte(byte))
            used--;
        else if (byte != '-')
            break;
        text--;
    }
    fold->used = used;
    if (fold->trace != NULL) {
        struct nd_trace *t = fold->trace;
        while (t->count > 1 && t->points[t->count - 1].folded > fold->passed + used) t->count--;
    }
    return fold->at - text;
}

static size_t skip_as_blank(struct nd_fold *fold, size_t length) {
    fold->out[fold->used++] = ' ';
    fold->after_own = false;
    fold->last_class = 0;
    return length;
}

static size_t url_length(const struct nd_fold *fold, size_t at) {
    size_t end = at;
    while (end < fold->size) {
        const uint8_t byte = fold->text[end];
        if (byte <= ' ' || byte >= 0x7f || byte == '<' || byte == '>' || byte == '"') break;
        end++;
    }
    return end - at;
}

static size_t skip_url(struct nd_fold *fold) {
    if (byte_at(fold, fold->at + 1) != '/' || byte_at(fold, fold->at + 2) != '/') return 0;
    if (fold->at == 0 || !is_letter(fold->text[fold->at - 1])) return 0;
    take_back(fold, is_letter, LONGEST_SCHEME);
    return skip_as_blank(fold, url_length(fold, fold->at));
}

static size_t skip_www(struct nd_fold *fold) {
    for (size_t i = 0; i < 3; i++) {
        if ((byte_at(fold, fold->at + i) | 0x20) != 'w') return 0;
    }
    if (byte_at(fold, fold->at + 3) != '.' || !is_alphanumeric(byte_at(fold, fold->at + 4)))
        return 0;
    if (fold->used != 0 && fold->out[fold->used - 1] != ' ') return 0;
    return skip_as_blank(fold, url_length(fold, fold->at));
}

static size_t skip_email(struct nd_fold *fold) {
    size_t end = fold->at + 1;
    if (fold->at == 0 || !is_local_part(fold->text[fold->at - 1])) return 0;
    if (!is_alphanumeric(byte_at(fold, end))) return 0;
    while (is_alphanumeric(byte_at(fold, end)) || byte_at(fold, end) == '-' ||
           byte_at(fold, end) == '.') {
        end++;
    }
    take_back(fold, is_local_part, LONGEST_LOCAL_PART);
    return skip_as_blank(fold, end - fold->at);
}

/* Whether no target goes on over `at`: a line end, or the beginning of another target (so that time
 * stays linear in the text). */
static bool breaks_target(const struct nd_fold *fold, size_t at) {
    const uint8_t byte = fold->text[at];
    return byte == '\n' || byte == '\r' || (byte == ']' && byte_at(fold, at + 1) == '(');
}

/* The offset of the parenthesis that closes the target opened at `open`, or 0. */
static size_t target_end(const struct nd_fold *fold, size_t open) {
    int depth = 0;
    bool title = false;
    for (size_t at = open; at < fold->size && at - open < LONGEST_TARGET; at++) {
        const uint8_t byte = fold->text[at];
        if (breaks_target(fold, at)) return 0;
        if ((byte == ' ' || byte == '\t') && !title) {
            const uint8_t next = byte_at(fold, at + 1);
            title = next == '"' || next == '\'';
            if (!title && next != ' ' && next != ')') return 0;
        }
        depth += (byte == '(') - (byte == ')');
        if (depth == 0) return at;
    }
    return 0;
}

static size_t skip_target(struct nd_fold *fold) {
    size_t end;
    if (byte_at(fold, fold->at + 1) != '(') return 0;
    end = target_end(fold, fold->at + 1);
    return end != 0 ? skip_as_blank(fold, end + 1 - fold->at) : 0;
}

size_t nd_skip_link(struct nd_fold *fold) {
    switch (fold->text[fold->at]) {
    case ':': return skip_url(fold);
    case '@': return skip_email(fold);
    case ']': return skip_target(fold);
    default: return skip_www(fold);
    }
}
