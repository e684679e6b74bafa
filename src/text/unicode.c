/*
 * unicode.c - see unicode.h
 *
 * A block of 256 code points that is like the one before shares its entries: so do most of the Han
 * characters and all unassigned planes. What one code point leaves is in codepoint.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include "text/unicode.h"

#include <stdbool.h>
#include <string.h>
#include <utf8proc.h>

#include "base/mem.h"
#include "text/codepoint.h"

enum { FIRST_EMPTY_PLANE = 0x40000, TAG_PLANE = 0xe0000, TAG_PLANE_END = 0xe1000 };

/* The properties of the code points of a block. */
struct block {
    uint32_t first;
    bool changes; /* one of them may */
    const utf8proc_property_t *properties[ND_CODE_BLOCK];
};

static void look_up(struct block *block, uint32_t number) {
    const utf8proc_property_t *before = NULL;
    block->first = number * ND_CODE_BLOCK;
    block->changes = false;
    for (uint32_t i = 0; i < ND_CODE_BLOCK; i++) {
        const utf8proc_property_t *const property = nd_property_of(block->first + i);
        if (property != before) block->changes |= nd_code_changes(property);
        before = block->properties[i] = property;
    }
}

/* Whether the codes of two code points that do not change are the same. */
static bool are_alike(const utf8proc_property_t *a, const utf8proc_property_t *b) {
    return a == b || (a->category == b->category && a->combining_class == b->combining_class);
}

/* Whether a block has the codes of the one that was looked up before. */
static bool is_like_before(const struct block *block, const struct block *before) {
    if (block->first != before->first + ND_CODE_BLOCK || before->changes || block->changes ||
        !nd_codes_are_told(before->first, block->first + ND_CODE_BLOCK - 1))
        return false;
    for (uint32_t i = 0; i < ND_CODE_BLOCK; i++)
        if (!are_alike(before->properties[i], block->properties[i])) return false;
    return true;
}

/* Appends the code of c to the table, and its folded bytes when they are not its own. */
static nd_status add_code(struct nd_unicode *unicode, uint32_t c,
                          const utf8proc_property_t *property) {
    struct nd_trace trace;
    nd_trace_of(c, property, &trace);
    if (trace.code.offset != ND_CODE_SAME && trace.code.size != 0) {
        const nd_status status =
            nd_reserve(&unicode->bytes, &unicode->byte_capacity,
                       unicode->byte_count + sizeof trace.bytes + ND_CODE_PAD, 1);
        if (status != ND_OK) return status;
        memcpy(unicode->bytes + unicode->byte_count, trace.bytes, trace.code.size);
        trace.code.offset = (uint32_t)unicode->byte_count;
        unicode->byte_count += trace.code.size;
    }
    unicode->codes[unicode->code_count++] = trace.code;
    return ND_OK;
}

/* Appends the codes of a block. Where properties tell them, those that follow one another and are
 * alike are copies of the first. */
static nd_status add_codes(struct nd_unicode *unicode, const struct block *block) {
    const bool told = nd_codes_are_told(block->first, block->first + ND_CODE_BLOCK - 1);
    const utf8proc_property_t *before = NULL;
    nd_status status = nd_reserve(&unicode->codes, &unicode->code_capacity,
                                  unicode->code_count + ND_CODE_BLOCK, sizeof *unicode->codes);
    for (uint32_t i = 0; i < ND_CODE_BLOCK && status == ND_OK; i++) {
        const utf8proc_property_t *const property = block->properties[i];
        if (told && property == before && !nd_code_changes(property)) {
            unicode->codes[unicode->code_count] = unicode->codes[unicode->code_count - 1];
            unicode->code_count++;
        } else {
            status = add_code(unicode, block->first + i, property);
        }
        before = property;
    }
    return status;
}

/* Adds a block; `blocks` has room for it and holds the one before. */
static nd_status add_block(struct nd_unicode *unicode, struct block blocks[2], uint32_t number) {
    struct block *const block = &blocks[number % 2], *const before = &blocks[(number + 1) % 2];
    nd_status status = ND_OK;
    look_up(block, number);
    if (!is_like_before(block, before)) status = add_codes(unicode, block);
    if (status != ND_OK) return status;
    unicode->block[number] = (uint16_t)(unicode->code_count / ND_CODE_BLOCK - 1);
    return ND_OK;
}

/* The blocks of the unassigned and private planes are those of one that is all blank. */
static nd_status add_blocks(struct nd_unicode *unicode) {
    const uint32_t empty = FIRST_EMPTY_PLANE / ND_CODE_BLOCK;
    struct block blocks[2] = {{0}};
    nd_status status = ND_OK;
    for (uint32_t b = 0; b <= empty && status == ND_OK; b++) status = add_block(unicode, blocks, b);
    for (uint32_t b = empty + 1; b < ND_CODE_BLOCKS && status == ND_OK; b++) {
        const bool tags = b >= TAG_PLANE / ND_CODE_BLOCK && b < TAG_PLANE_END / ND_CODE_BLOCK;
        if (tags)
            status = add_block(unicode, blocks, b);
        else
            unicode->block[b] = unicode->block[empty];
    }
    return status;
}

static void make_leads(struct nd_unicode *unicode) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        struct nd_lead *const lead = &unicode->leads[byte];
        if (byte < 0x80) {
            lead->base = (uint16_t)byte;
        } else if (byte < 0xe0) {
            *lead = (struct nd_lead){
                .base = (uint16_t)((byte & 0x1f) << 6), .mask = 0x3f, .least = 0x80};
        } else {
            *lead = (struct nd_lead){.three = 0xffff, .least = 0x800};
        }
    }
}

/* A blank, or letters that are copied and no words of their own. */
static void make_pairs(struct nd_unicode *unicode) {
    for (uint32_t c = 0; c < 0x800; c++) {
        const struct nd_code *code = nd_unicode_code(unicode, c);
        struct nd_short_cut *const pair = &unicode->pairs[c];
        if (!code->quick || code->size > ND_PAIR_BYTES) continue;
        if (code->kind == ND_CODE_BLANK) {
            pair->bytes[0] = ' ';
            pair->size = 1;
        } else if (code->kind == ND_CODE_LETTER && !code->ends_word) {
            pair->size = code->size;
            if (code->offset == ND_CODE_SAME)
                nd_utf8_write(c, pair->bytes);
            else
                memcpy(pair->bytes, unicode->bytes + code->offset, code->size);
        }
    }
}

static uint8_t class_of_three(const struct nd_code *code) {
    const bool same = code->offset == ND_CODE_SAME || code->kind == ND_CODE_BLANK;
    if (!code->plain || !same || code->last_class != 0) return ND_THREE_OTHER;
    if (code->kind == ND_CODE_BLANK) return ND_THREE_BLANK;
    return code->kind == ND_CODE_CHARACTER ? ND_THREE_OWN : ND_THREE_LETTER;
}

static void make_threes(struct nd_unicode *unicode) {
    for (uint32_t c = 0x800; c < 0x10000; c++)
        unicode->threes[c] = class_of_three(nd_unicode_code(unicode, c));
}

nd_status nd_unicode_new(struct nd_unicode **out) {
    struct nd_unicode *unicode = nd_alloc_zero(1, sizeof *unicode);
    nd_status status = unicode != NULL ? add_blocks(unicode) : ND_ERR_MEMORY;
    if (status == ND_OK) {
        make_leads(unicode);
        make_pairs(unicode);
        make_threes(unicode);
    } else {
        nd_unicode_free(unicode);
        unicode = NULL;
    }
    *out = unicode;
    return status;
}

void nd_unicode_free(struct nd_unicode *unicode) {
    if (unicode == NULL) return;
    nd_free(unicode->codes);
    nd_free(unicode->bytes);
    nd_free(unicode);
}

const char *nd_unicode_library_version(void) { return utf8proc_version(); }

const char *nd_unicode_data_version(void) { return utf8proc_unicode_version(); }
