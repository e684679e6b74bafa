/*
 * fold.c - see fold.h
 *
 * ASCII is folded by a kernel, what is above it by nd_sweep, and what is rare by fold_code here.
 *
 * SPDX-License-Identifier: MIT
 */
#include "text/fold.h"

#include <string.h>

#include "base/mem.h"
#include "text/reference.h"
#include "text/skip.h"
#include "text/sweep.h"

enum {
    MOST_MARKS = 30 /* that a mark is moved before (as in Unicode's Stream-Safe Text Format) */
};

/* One that is folded by itself. */
struct character {
    const struct nd_code *code;
    const uint8_t *bytes; /* its UTF-8 */
    size_t length;        /* of what stands for it in the text */
};

void nd_fold_start(struct nd_fold *fold, const uint8_t *text, size_t size, bool lenient) {
    fold->text = text;
    fold->size = size;
    fold->at = 0;
    fold->lenient = lenient;
    fold->used = 0;
    fold->passed = 0;
    fold->after_own = false;
    fold->last_class = 0;
    if (fold->trace != NULL) fold->trace->count = 0;
}

void nd_fold_take(struct nd_fold *fold, size_t count) {
    memmove(fold->out, fold->out + count, fold->used - count);
    fold->used -= count;
    fold->passed += count;
}

static nd_status add_point(struct nd_trace *t, struct nd_trace_point point) {
    const nd_status status = nd_reserve(&t->points, &t->capacity, t->count + 1, sizeof *t->points);
    if (status == ND_OK) t->points[t->count++] = point;
    return status;
}

static nd_status trace(struct nd_fold *fold, size_t unit) {
    if (fold->trace == NULL) return ND_OK;
    return add_point(fold->trace,
                     (struct nd_trace_point){fold->passed + fold->used, fold->at, unit});
}

/* The last character in the text goes on to the end of what is here, of this length. */
static void extend_last(struct nd_fold *fold, size_t length) {
    struct nd_trace_point *const last = &fold->trace->points[fold->trace->count - 1];
    last->unit = fold->at + length - last->text;
}

static void put_blank(struct nd_fold *fold) {
    fold->out[fold->used++] = ' ';
    fold->after_own = false;
    fold->last_class = 0;
}

static const uint8_t *bytes_of(const struct character *c) {
    return nd_code_bytes(c->code, c->bytes);
}

static void put_bytes(struct nd_fold *fold, const struct character *c) {
    memcpy(fold->out + fold->used, bytes_of(c), c->code->size);
    fold->used += c->code->size;
    fold->last_class = c->code->last_class;
}

/* Puts one mark where canonical order wants it: before the marks of a higher class at the end.
 * Where there are more than MOST_MARKS of these it leaves nothing: no language has so many. */
static void put_mark_in_order(struct nd_fold *fold, const uint8_t *mark, size_t size,
                              uint8_t class) {
    size_t at = fold->used;
    for (unsigned passed = 0; at > 0; passed++) {
        size_t before = at - 1;
        uint32_t c;
        while (before > 0 && (fold->out[before] & 0xc0) == 0x80) before--;
        if (nd_utf8_read(fold->out + before, at - before, &c) == 0) break;
        if (nd_unicode_code(c)->first_class <= class) break;
        if (passed == MOST_MARKS) return;
        at = before;
    }
    memmove(fold->out + at + size, fold->out + at, fold->used - at);
    memcpy(fold->out + at, mark, size);
    fold->used += size;
    if (at + size == fold->used) fold->last_class = class;
}

/* The length in the text of the last character grows by that of what joins it. */
static void trace_join(struct nd_fold *fold, size_t length) {
    struct nd_trace *const t = fold->trace;
    if (t == NULL) return;
    while (t->count > 1 && t->points[t->count - 1].folded >= fold->passed + fold->used) t->count--;
    extend_last(fold, length);
}

/* Makes a vowel or final consonant of Hangul one with the letters before it, a sound mark one with
 * its kana, other marks between them or not. False, with nothing done, when they are none. */
static bool join(struct nd_fold *fold, const struct character *character) {
    const struct nd_code *const code = character->code;
    size_t at = fold->used;
    uint32_t c, before;
    if (code->quick || code->size != 3) return false;
    if (nd_utf8_read(bytes_of(character), code->size, &c) == 0) return false;
    for (unsigned passed = 0; at > 0 && passed <= MOST_MARKS; passed++) {
        const size_t end = at--;
        while (at > 0 && (fold->out[at] & 0xc0) == 0x80) at--;
        if (nd_utf8_read(fold->out + at, end - at, &before) == 0) return false;
        const uint32_t joined = nd_unicode_join(before, c);
        if (joined != 0) {
            nd_utf8_write(joined, fold->out + at);
            if (end == fold->used) fold->last_class = 0;
            trace_join(fold, character->length);
            return true;
        }
        const uint8_t class = nd_unicode_code(before)->first_class;
        if (class == 0 || class == code->first_class || code->first_class == 0) return false;
    }
    return false;
}

static void put_marks(struct nd_fold *fold, const struct character *character) {
    const struct nd_code *const code = character->code;
    const uint8_t *const bytes = bytes_of(character);
    if (code->first_class == 0 || code->first_class >= fold->last_class) {
        put_bytes(fold, character);
        return;
    }
    for (size_t i = 0, step; i < code->size; i += step) {
        uint32_t c = 0;
        step = nd_utf8_read(bytes + i, code->size - i, &c);
        if (step == 0) return;
        put_mark_in_order(fold, bytes + i, step, nd_unicode_code(c)->first_class);
    }
}

/* What a code point leaves that begins with a mark: nothing where there is no character that the
 * mark could belong to. The vowels AM of Thai and Lao go on with a character, which stays. */
static void put_marked(struct nd_fold *fold, const struct character *character) {
    const struct nd_code *const code = character->code;
    if (fold->used != 0 && fold->out[fold->used - 1] != ' ') {
        put_marks(fold, character);
    } else if (code->ends_word) {
        const uint8_t *bytes = nd_unicode_bytes + code->offset;
        const uint8_t *rest = memchr(bytes, ' ', code->size);
        const size_t size = code->size - (size_t)(rest - bytes);
        memcpy(fold->out + fold->used, rest, size);
        fold->used += size;
        fold->last_class = code->last_class;
    }
    if (code->ends_word) fold->after_own = true;
}

/* Puts what the character leaves. */
static void put_character(struct nd_fold *fold, const struct character *character) {
    const struct nd_code *const code = character->code;
    if (join(fold, character)) {
        fold->at += character->length;
        return;
    }
    switch ((nd_code_kind)code->kind) {
    case ND_CODE_NOTHING: break;
    case ND_CODE_MARK: put_marked(fold, character); break;
    case ND_CODE_HYPHEN:
    case ND_CODE_SOFT_HYPHEN:
        fold->at += nd_skip_hyphen(fold, character->length, code->kind == ND_CODE_SOFT_HYPHEN);
        return;
    case ND_CODE_BLANK:
        put_blank(fold);
        if (code->size == 0) break;
        put_bytes(fold, character);
        fold->after_own = code->ends_word;
        break;
    case ND_CODE_LETTER:
    case ND_CODE_CHARACTER:
        if (fold->after_own || code->kind == ND_CODE_CHARACTER) put_blank(fold);
        put_bytes(fold, character);
        fold->after_own = code->ends_word;
        break;
    }
    fold->at += character->length;
}

/* What leaves nothing belongs to the character before it in the text: an accent, say. */
static nd_status trace_trail(struct nd_fold *fold, size_t length) {
    struct nd_trace *const t = fold->trace;
    nd_status status = ND_OK;
    if (t == NULL || fold->used == 0 || fold->out[fold->used - 1] == ' ') return ND_OK;
    if (t->points[t->count - 1].unit == 0) /* ASCII, byte for byte */
        status =
            add_point(t, (struct nd_trace_point){fold->passed + fold->used - 1, fold->at - 1, 1});
    if (status == ND_OK) extend_last(fold, length);
    return status;
}

static nd_status fold_character(struct nd_fold *fold, const struct character *character) {
    const bool nothing = character->code->kind == ND_CODE_NOTHING;
    const nd_status status =
        nothing ? trace_trail(fold, character->length) : trace(fold, character->length);
    if (status == ND_OK) put_character(fold, character);
    return status;
}

/* Folds one code point, whatever it is. */
static nd_status fold_code(struct nd_fold *fold, bool *valid) {
    const uint8_t *const bytes = fold->text + fold->at;
    uint32_t c;
    const size_t length = nd_utf8_read(bytes, fold->size - fold->at, &c);
    if (length != 0)
        return fold_character(fold, &(struct character){nd_unicode_code(c), bytes, length});
    if (fold->lenient) {
        put_blank(fold);
        fold->at++;
    } else {
        *valid = false;
    }
    return ND_OK;
}

/* Folds ASCII up to the next special byte. The last byte of a piece that does not reach the end of
 * the text is left for the next piece, because whether it is special hangs on the byte after it,
 * unless it is that of a sign. */
static nd_status fold_ascii(struct nd_fold *fold) {
    const size_t left = fold->size - fold->at;
    const size_t room = ND_FOLD_ROOM - fold->used + 2;
    const size_t n = left < room ? left : room;
    nd_status status;
    size_t done;
    if (fold->after_own) put_blank(fold);
    if ((status = trace(fold, 0)) != ND_OK) return status;
    done = fold->kernels->fold_ascii(fold->text + fold->at, n, fold->out + fold->used);
    if (done == n && n < left && fold->text[fold->at + n - 1] < 0x80) done--;
    if (done != 0) fold->last_class = 0;
    fold->used += done;
    fold->at += done;
    return ND_OK;
}

static bool is_reference(const struct nd_fold *fold) {
    uint32_t c;
    const uint8_t *const text = fold->text + fold->at;
    return *text == '&' && nd_reference_length(text, fold->size - fold->at, &c) != 0;
}

/* Folds the character that a reference stands for. */
static nd_status fold_reference(struct nd_fold *fold) {
    uint8_t bytes[4];
    uint32_t c;
    const size_t length = nd_reference_length(fold->text + fold->at, fold->size - fold->at, &c);
    (void)nd_utf8_write(c, bytes);
    return fold_character(fold, &(struct character){nd_unicode_code(c), bytes, length});
}

/* Folds the byte that ended a stretch of ASCII. */
static nd_status fold_special(struct nd_fold *fold) {
    const uint8_t byte = fold->text[fold->at];
    size_t skipped;
    nd_status status;
    if ((status = trace(fold, 1)) != ND_OK) return status;
    skipped = byte == '-' ? nd_skip_hyphen(fold, 1, false) : nd_skip_link(fold);
    if (skipped == 0) {
        fold->out[fold->used++] = byte == 'w' || byte == 'W' ? 'w' : ' ';
        fold->last_class = 0;
    }
    fold->at += skipped != 0 ? skipped : 1;
    return ND_OK;
}

/* Folds what begins with a code point above ASCII. */
static nd_status fold_codes(struct nd_fold *fold, bool *valid) {
    if (fold->trace == NULL) {
        const size_t before = fold->at;
        nd_sweep(fold);
        if (fold->at != before) return ND_OK;
    }
    return fold_code(fold, valid);
}

nd_status nd_fold_more(struct nd_fold *fold, bool *valid) {
    nd_status status = ND_OK;
    *valid = true;
    while (fold->at < fold->size && fold->used < ND_FOLD_ROOM && status == ND_OK && *valid) {
        if (fold->text[fold->at] >= 0x80) {
            status = fold_codes(fold, valid);
            continue;
        }
        if (is_reference(fold)) {
            status = fold_reference(fold);
            continue;
        }
        status = fold_ascii(fold);
        if (status != ND_OK || fold->at == fold->size || fold->used >= ND_FOLD_ROOM) break;
        if (fold->text[fold->at] >= 0x80 || is_reference(fold)) continue;
        status = fold_special(fold);
    }
    return status;
}
