/*
 * test_rank.c - the order of documents by length, words and name, and by name alone
 *
 * What comes out is held against the definition, pair by pair of neighbours.
 *
 * SPDX-License-Identifier: MIT
 */
#include "base/names.h"
#include "match/byname.h"
#include "match/rank.h"
#include "unit/corpora.h"

enum { MOST = 3000, MOST_NAME = 80, WORDS = 40 };

struct shelf {
    struct nd_entry entries[MOST];
    struct nd_name names[MOST];
    char bytes[MOST][MOST_NAME];
    uint32_t words[WORDS];
    uint32_t count;
};

static struct shelf shelf; /* too large for the stack */

static void add_named(const char *bytes, size_t size) {
    const uint32_t i = shelf.count++;
    assert_true(size <= MOST_NAME && i < MOST);
    if (size != 0) memcpy(shelf.bytes[i], bytes, size);
    shelf.names[i] = (struct nd_name){shelf.bytes[i], size};
    shelf.entries[i] = (struct nd_entry){.document = i, .name = &shelf.names[i]};
}

/* ---- By name --------------------------------------------------------------------------------- */

static bool in_order(const struct nd_entry *a, const struct nd_entry *b) {
    const int order = nd_name_compare(a->name, b->name);
    return order != 0 ? order < 0 : a->document < b->document;
}

static void assert_by_name(void) {
    static uint32_t out[MOST];
    assert_int_equal(nd_documents_by_name(shelf.names, shelf.count, NULL, out), ND_OK);
    for (uint32_t i = 1; i < shelf.count; i++) {
        const struct nd_entry *const a = &shelf.entries[out[i - 1]], *const b =
                                                                         &shelf.entries[out[i]];
        if (!in_order(a, b))
            fail_msg("%u: '%.*s' after '%.*s'", i, (int)b->name->size, b->name->bytes,
                     (int)a->name->size, a->name->bytes);
    }
    shelf.count = 0;
}

static void no_name_and_one_are_in_order(void **state) {
    (void)state;
    shelf.count = 0;
    assert_by_name();
    add_named("", 0);
    assert_by_name();
}

static void numbers_in_folders_are_in_order(void **state) {
    struct prop_random random = {11};
    (void)state;
    for (uint32_t i = 0; i < MOST; i++) {
        char name[MOST_NAME];
        const int size = snprintf(name, sizeof name, "news/archive/%u/some-paper/%u.txt",
                                  1990 + prop_below(&random, 20), prop_below(&random, 100000));
        add_named(name, (size_t)size);
    }
    assert_by_name();
}

/* As the files of a folder come: nothing is sorted. The last one need not be in order. */
static void names_in_order_stay_so(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 2 * MOST; i++) {
        char name[MOST_NAME];
        const bool last = i + 1 == 2 * MOST;
        const int size = snprintf(name, sizeof name, "news/%05u.txt", last ? 7 : i / 2 % MOST);
        add_named(name, (size_t)size);
        if (i + 1 == MOST) assert_by_name();
    }
    assert_by_name();
}

/* Of few letters, NUL and the highest byte among them, so that names begin like others. */
static void any_bytes_are_in_order(void **state) {
    static const char letters[] = {'\0', '\1', 'a', '\xff'};
    (void)state;
    for (uint32_t longest = 1; longest <= 33; longest += 8) {
        struct prop_random random = {longest};
        for (uint32_t i = 0; i < MOST; i++) {
            char name[MOST_NAME];
            const size_t size = prop_below(&random, longest + 1);
            for (size_t b = 0; b < size; b++) name[b] = letters[prop_below(&random, 4)];
            add_named(name, size);
        }
        assert_by_name();
    }
}

/* Each is the beginning of the next: one more key for every eight of them. */
static void names_that_go_on_are_in_order(void **state) {
    char name[MOST_NAME];
    (void)state;
    memset(name, 'a', sizeof name);
    for (uint32_t i = 0; i < MOST; i++) add_named(name, i * 7919 % MOST_NAME);
    assert_by_name();
}

/* ---- By rank --------------------------------------------------------------------------------- */

/* Negative, 0 or positive by the rules of rank.h, without names. */
static int compare_content(const struct nd_entry *a, const struct nd_entry *b) {
    if (a->count != b->count) return a->count > b->count ? -1 : 1;
    if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
    for (uint32_t i = 0; i < a->count; i++)
        if (a->words[i] != b->words[i]) return a->words[i] < b->words[i] ? -1 : 1;
    return 0;
}

static void assert_ranked(const struct nd_entry *a, const struct nd_entry *b) {
    const int order = compare_content(a, b);
    assert_true(order <= 0);
    assert_int_equal(b->again, order == 0);
    if (order != 0) return;
    assert_true(a->old >= b->old);
    if (a->old == b->old) assert_true(in_order(a, b));
}

/* Ranks documents whose lengths, halves of hashes and words are of so many kinds. */
static void rank_documents(uint32_t kinds) {
    static struct nd_keyed items[MOST];
    static struct nd_entry ranked[MOST];
    const struct nd_executor executor = {0};
    struct prop_random random = {12};
    shelf.count = 0;
    for (uint32_t i = 0; i < WORDS; i++) shelf.words[i] = prop_below(&random, 2);
    for (uint32_t i = 0; i < MOST; i++) {
        struct nd_entry *const entry = &shelf.entries[i];
        char name[MOST_NAME];
        add_named(name, (size_t)snprintf(name, sizeof name, "%u", prop_below(&random, 500)));
        entry->count = prop_below(&random, kinds + 1);
        entry->words = shelf.words + prop_below(&random, WORDS - 3);
        entry->hash = (uint64_t)prop_below(&random, kinds) << 32 | prop_below(&random, kinds);
        entry->old = prop_below(&random, 2) != 0;
    }
    for (uint32_t i = 0; i < MOST; i++) items[i].item = &shelf.entries[i];
    assert_int_equal(nd_rank_entries(items, MOST, NULL, &executor, ranked), ND_OK);
    for (uint32_t i = 1; i < MOST; i++) assert_ranked(&ranked[i - 1], &ranked[i]);
}

/* Many are alike, and names are, too; where most are, pieces of work begin and end among them. */
static void documents_are_ranked_by_length_words_and_name(void **state) {
    (void)state;
    rank_documents(3);
    rank_documents(1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_name_and_one_are_in_order),
        cmocka_unit_test(numbers_in_folders_are_in_order),
        cmocka_unit_test(names_in_order_stay_so),
        cmocka_unit_test(any_bytes_are_in_order),
        cmocka_unit_test(names_that_go_on_are_in_order),
        cmocka_unit_test(documents_are_ranked_by_length_words_and_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
