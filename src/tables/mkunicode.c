/*
 * mkunicode.c - writes the table of text/unicode.h in C
 *
 * usage: mkunicode > table.c
 *
 * Run when the library is built, so that nothing is made of it when it is used: a corpus, or two
 * texts to be compared, would wait for that a thousand times as long as for reading a few words. A
 * block of 256 code points that is like one before shares its codes: so do most of the Han
 * characters and all unassigned planes. What one code point leaves is in codepoint.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "tables/codepoint.h"
#include "text/unicode.h"

enum {
    MOST_BYTES = 1 << 20, /* folded */
    A_LINE = 16           /* numbers */
};

static struct nd_unicode table;
static struct nd_code codes[ND_CODE_BLOCKS][ND_CODE_BLOCK]; /* of the distinct blocks */
static uint16_t block_count;
static uint8_t bytes[MOST_BYTES + ND_CODE_PAD];
static size_t byte_count;

/* Makes the code of c, and adds its folded bytes when they are not its own. */
static void make_code(uint32_t c, struct nd_code *code) {
    struct nd_leaving leaving;
    nd_leaving_of(c, &leaving);
    *code = leaving.code;
    if (code->offset == ND_CODE_SAME || code->size == 0) return;
    if (byte_count + code->size > MOST_BYTES) abort();
    memcpy(bytes + byte_count, leaving.bytes, code->size);
    code->offset = (uint32_t)byte_count;
    byte_count += code->size;
}

/* Makes the codes of a block, behind the others, unless one of these is like it. */
static void make_block(uint32_t number) {
    uint16_t like = 0;
    for (uint32_t i = 0; i < ND_CODE_BLOCK; i++)
        make_code(number * ND_CODE_BLOCK + i, &codes[block_count][i]);
    while (memcmp(codes[like], codes[block_count], sizeof *codes) != 0) like++;
    if (like == block_count) block_count++;
    table.block[number] = like;
}

static void make_blocks(void) {
    for (uint32_t b = 0; b < ND_CODE_BLOCKS; b++) make_block(b);
}

static const struct nd_code *code_of(uint32_t c) {
    return &codes[table.block[c / ND_CODE_BLOCK]][c % ND_CODE_BLOCK];
}

static void make_leads(void) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        struct nd_lead *const lead = &table.leads[byte];
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
static void make_pairs(void) {
    for (uint32_t c = 0; c < 0x800; c++) {
        const struct nd_code *code = code_of(c);
        struct nd_short_cut *const pair = &table.pairs[c];
        if (!code->quick || code->size > ND_PAIR_BYTES) continue;
        if (code->kind == ND_CODE_BLANK) {
            pair->bytes[0] = ' ';
            pair->size = 1;
        } else if (code->kind == ND_CODE_LETTER && !code->ends_word) {
            pair->size = code->size;
            if (code->offset == ND_CODE_SAME)
                nd_utf8_write(c, pair->bytes);
            else
                memcpy(pair->bytes, bytes + code->offset, code->size);
        }
    }
}

static uint8_t class_of_three(const struct nd_code *code) {
    const bool same = code->offset == ND_CODE_SAME || code->kind == ND_CODE_BLANK;
    if (!code->plain || !same || code->last_class != 0) return ND_THREE_OTHER;
    if (code->kind == ND_CODE_BLANK) return ND_THREE_BLANK;
    return code->kind == ND_CODE_CHARACTER ? ND_THREE_OWN : ND_THREE_LETTER;
}

static void make_threes(void) {
    for (uint32_t c = 0x800; c < 0x10000; c++) table.threes[c] = class_of_three(code_of(c));
}

/* ---- Writing --------------------------------------------------------------------------------- */

static void end_item(size_t i) { fputs(i % A_LINE == A_LINE - 1 ? ",\n" : ",", stdout); }

static void write_bytes(const uint8_t *from, size_t count) {
    for (size_t i = 0; i < count; i++) {
        printf("%u", from[i]);
        end_item(i);
    }
}

static void write_codes(void) {
    puts("const struct nd_code nd_unicode_codes[] = {");
    for (size_t i = 0; i < (size_t)block_count * ND_CODE_BLOCK; i++) {
        const struct nd_code *const c = &codes[i / ND_CODE_BLOCK][i % ND_CODE_BLOCK];
        printf("{%uu,%u,%u,%u,%u,%u,%u,%u,%u,%u}", c->offset, c->size, c->kind, c->ends_word,
               c->number, c->quick, c->plain, c->blank, c->first_class, c->last_class);
        end_item(i);
    }
    puts("};");
}

static void write_folded(void) {
    puts("const uint8_t nd_unicode_bytes[] = {");
    write_bytes(bytes, byte_count + ND_CODE_PAD);
    puts("};");
}

static void write_table(void) {
    puts("const struct nd_unicode nd_unicode = {\n.leads = {");
    for (size_t i = 0; i < 256; i++) {
        const struct nd_lead *const lead = &table.leads[i];
        printf("{%u,%u,%u,%u}", lead->base, lead->three, lead->least, lead->mask);
        end_item(i);
    }
    puts("},\n.pairs = {");
    for (size_t i = 0; i < 0x800; i++) {
        fputs("{{", stdout);
        write_bytes(table.pairs[i].bytes, ND_PAIR_BYTES);
        printf("},%u}", table.pairs[i].size);
        end_item(i);
    }
    puts("},\n.threes = {");
    write_bytes(table.threes, sizeof table.threes);
    puts("},\n.block = {");
    for (size_t i = 0; i < ND_CODE_BLOCKS; i++) {
        printf("%u", table.block[i]);
        end_item(i);
    }
    printf("},\n.version = \"%s\"};\n", utf8proc_unicode_version());
}

int main(void) {
    make_blocks();
    make_leads();
    make_pairs();
    make_threes();
    printf("/* By src/tables/mkunicode.c, from utf8proc %s. */\n#include \"text/unicode.h\"\n",
           utf8proc_version());
    write_codes();
    write_folded();
    write_table();
    return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_SUCCESS : EXIT_FAILURE;
}
