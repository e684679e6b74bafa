/*
 * test_roundup.c - which documents string several reports together, on both sides of each bound
 *
 * Contacts are made by hand: what others cover of document 0, in sixty-fourths of it. Each case is
 * a line of a table.
 *
 * SPDX-License-Identifier: MIT
 */
#include "match/roundup.h"
#include "unit/corpora.h"

enum { MOST = 5, WORDS = 1000 };

/* What another document covers. */
struct cover {
    unsigned first, count; /* sixty-fourths of document 0 */
    uint32_t shared;       /* words, of a thousand in each of the two */
    bool late;             /* it lies behind the first quarter of the other one */
};

static uint64_t stretch(unsigned first, unsigned count) {
    return (count < 64 ? (UINT64_C(1) << count) - 1 : UINT64_MAX) << first;
}

/* The longer document of a pair is a; the round-up is one or the other. */
static bool is_roundup(const struct cover *covers, size_t count, bool longest) {
    struct nd_words documents[MOST + 1];
    struct nd_contact contacts[MOST];
    uint8_t roundups[MOST + 1] = {0};
    const uint32_t roundup = longest ? 0 : (uint32_t)count;
    const struct nd_match match = {.documents = documents, .count = (uint32_t)count + 1};
    for (uint32_t r = 0; r <= MOST; r++) documents[r] = (struct nd_words){NULL, WORDS};
    for (uint32_t i = 0; i < count; i++) {
        const uint64_t of_roundup = stretch(covers[i].first, covers[i].count);
        const uint64_t of_other = covers[i].late ? stretch(16, 20) : stretch(15, 20);
        contacts[i] = (struct nd_contact){.share = {.shared = covers[i].shared}};
        contacts[i].a = longest ? 0 : i;
        contacts[i].b = longest ? i + 1 : roundup;
        contacts[i].spread_a = longest ? of_roundup : of_other;
        contacts[i].spread_b = longest ? of_other : of_roundup;
    }
    assert_int_equal(nd_find_roundups(&match,
                                      &(struct nd_contacts){.contacts = contacts, .count = count},
                                      roundups),
                     ND_OK);
    for (uint32_t r = 0; r <= count; r++) assert_true(r == roundup || roundups[r] == 0);
    return roundups[roundup] != 0;
}

static void round_ups_are_told_by_their_parts(void **state) {
    static const struct {
        struct cover covers[MOST];
        bool roundup;
    } table[] = {
        {{{0, 20, 300, false}, {20, 20, 300, false}}, false}, /* two parts are too few */
        {{{0, 20, 300, false}, {20, 16, 300, false}, {36, 4, 300, false}}, true},
        {{{0, 20, 300, false}, {20, 16, 300, false}, {36, 3, 300, false}}, false},
        {{{0, 20, 300, false}, {20, 15, 300, false}, {35, 4, 300, false}}, false}, /* 39 */
        {{{0, 20, 300, false}, {20, 16, 300, false}, {36, 4, 300, true}}, false},
        {{{0, 20, 300, false}, {20, 16, 300, false}, {36, 4, 800, false}}, true},
        {{{0, 20, 300, false}, {20, 16, 300, false}, {36, 4, 801, false}}, false},
        {{{0, 40, 300, false}, {40, 12, 300, false}, {52, 12, 300, false}}, true},
        {{{0, 41, 300, false}, {41, 12, 300, false}, {53, 11, 300, false}}, false},
        {{{0, 41, 900, true}, {0, 20, 300, false}, {20, 20, 300, false}, {40, 20, 300, false}},
         false}, /* another copy covers it all, whatever it is */
        {{{0, 20, 300, false},
          {5, 20, 300, false}, /* a quarter of it is new */
          {20, 20, 300, false},
          {44, 20, 300, false}},
         true},
        {{{0, 20, 300, false}, {4, 16, 300, false}, {20, 20, 300, false}}, false},
        {{{16, 8, 300, false}, {0, 20, 300, false}, {20, 20, 300, false}},
         false}, /* those that cover most are looked at first */
        {{{10, 20, 300, false}, {0, 20, 300, false}, {20, 20, 300, false}, {40, 8, 300, false}},
         false}, /* ... and of those that cover as much, that of the longest document */
    };
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(table); i++) {
        size_t count = 0;
        while (count < MOST && table[i].covers[count].count != 0) count++;
        for (int longest = 0; longest <= 1; longest++)
            if (is_roundup(table[i].covers, count, longest != 0) != table[i].roundup)
                fail_msg("line %zu of the table", i + 1);
    }
}

static void without_contacts_there_are_no_round_ups(void **state) {
    (void)state;
    assert_false(is_roundup(NULL, 0, true));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_ups_are_told_by_their_parts),
        cmocka_unit_test(without_contacts_there_are_no_round_ups),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
