/*
 * names.c - see names.h and input.h
 *
 * Files have their paths. An id of records, or of members of archives, goes to the first that has
 * it in the order of (file name, line), so that names do not depend on who read what, nor when: a
 * record takes the id from a later one. All threads let records do so at once, each some of them;
 * the table is changed by compare and swap, and what is known of a record is written before it is
 * in the table. Those that are left without get a name made of file and line that nobody has, in
 * that order. An id that a user gave is thus never taken away by a made one.
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/exec.h"
#include "base/mem.h"
#include "base/names.h"
#include "base/sort.h"
#include "base/store.h"
#include "io/complain.h"
#include "io/escape.h"
#include "io/namehash.h"
#include "io/troubles.h"

enum { FAR = 16 /* records ahead whose places in the table are asked for */ };

struct naming {
    struct nd_input *input;
    struct nd_journal_block **blocks; /* of all records */
    size_t block_count, block_capacity;
    uint32_t *places; /* of parts: their numbers in order */
    const struct nd_journal_entry *
        *entries;                 /* without an id, or whose id went to another, in order */
    size_t count;                 /* of these that are listed, */
    atomic_size_t room;           /* and that are to be listed */
    atomic_uint_least64_t *table; /* of names: a hash << 32 | document number + 1 */
    size_t slots;
    struct nd_buf made;
};

/* ---- The table of names ---------------------------------------------------------------------- */

static uint32_t hash_of(struct nd_name name) { return nd_name_hash_short(name.bytes, name.size); }

static uint64_t in_table(uint32_t number, uint32_t hash) {
    return (uint64_t)hash << 32 | (number + 1);
}

/* Sets a slot that is as expected; else says how it is. What was written before a document was put
 * into the table is seen by all who meet it there. */
static bool change(atomic_uint_least64_t *slot, uint64_t *expected, uint64_t document) {
    return atomic_compare_exchange_strong_explicit(slot, expected, document, memory_order_acq_rel,
                                                   memory_order_acquire);
}

/* Gives the document a name, and puts it into the table unless another is there with the same;
 * *other is that one as it is in the slot returned, or else 0. */
static atomic_uint_least64_t *enter(const struct naming *naming, uint32_t number,
                                    struct nd_name name, uint32_t hash, uint64_t *other) {
    const struct nd_name *const names = naming->input->names;
    naming->input->names[number] = name;
    for (size_t at = nd_name_slot(hash, naming->slots);; at = (at + 1) & (naming->slots - 1)) {
        atomic_uint_least64_t *const slot = &naming->table[at];
        *other = 0;
        if (change(slot, other, in_table(number, hash))) return slot;
        if (*other >> 32 == hash && nd_name_equal(&names[(uint32_t)*other - 1], &name)) return slot;
    }
}

/* Gives the document the name unless another has it; says whether it did. */
static bool claim(const struct naming *naming, uint32_t number, struct nd_name name) {
    uint64_t other;
    (void)enter(naming, number, name, hash_of(name), &other);
    return other == 0;
}

/* ---- Made names ------------------------------------------------------------------------------ */

static const char *path_of(const struct naming *naming, const struct nd_journal_entry *entry) {
    return naming->input->parts[entry->part].path;
}

static nd_status append_number(struct nd_buf *buf, uint64_t number) {
    const nd_status status = nd_buf_append_byte(buf, ':');
    return status == ND_OK ? nd_buf_append_number(buf, number) : status;
}

/* Makes "id:line" (attempt 0), "file:line" (1), "file:line:2", "file:line:3", ... */
static nd_status make_name(struct naming *naming, const struct nd_journal_entry *entry,
                           uint64_t attempt) {
    nd_status status;
    naming->made.size = 0;
    status = attempt == 0 ? nd_buf_append(&naming->made, entry->id, entry->id_size)
                          : nd_buf_append_string(&naming->made, path_of(naming, entry));
    if (status == ND_OK) status = append_number(&naming->made, entry->line);
    if (status == ND_OK && attempt > 1) status = append_number(&naming->made, attempt);
    return status;
}

/* Claims the first made name that is free. */
static nd_status invent(struct naming *naming, const struct nd_journal_entry *entry) {
    uint64_t attempt = entry->id != NULL ? 0 : 1;
    for (;; attempt++) {
        struct nd_name name = {0};
        const nd_status status = make_name(naming, entry, attempt);
        if (status != ND_OK) return status;
        name.size = naming->made.size;
        name.bytes = nd_strpool_add(&naming->input->made_names, naming->made.data, name.size);
        if (name.bytes == NULL) return ND_ERR_MEMORY;
        if (claim(naming, entry->number, name)) return ND_OK;
    }
}

/* ---- Messages -------------------------------------------------------------------------------- */

/* What is the matter with the id of a record. */
static nd_status describe_id(const struct naming *naming, const struct nd_journal_entry *entry,
                             struct nd_buf *line) {
    nd_status status;
    if (entry->id == NULL && entry->is_capture)
        return nd_buf_append_string(line, ": no address or id");
    status =
        nd_buf_append_string(line, entry->id != NULL ? ": repeated id '" : ": no id in field '");
    if (status == ND_OK)
        status = entry->id != NULL ? nd_message_escape(line, entry->id, entry->id_size)
                                   : nd_buf_append_string(line, naming->input->options.id_field);
    return status == ND_OK ? nd_buf_append_byte(line, '\'') : status;
}

static nd_status describe(const struct naming *naming, const struct nd_journal_entry *entry,
                          struct nd_buf *line) {
    const struct nd_name *const name = &naming->input->names[entry->number];
    const char *const path = path_of(naming, entry);
    nd_status status = nd_message_escape(line, path, strlen(path));
    if (status == ND_OK) status = append_number(line, entry->line);
    if (status == ND_OK) status = describe_id(naming, entry, line);
    if (status == ND_OK) status = nd_buf_append_string(line, ", named '");
    if (status == ND_OK) status = nd_message_escape(line, name->bytes, name->size);
    if (status == ND_OK) status = nd_buf_append_byte(line, '\'');
    return status;
}

static void warn(const struct naming *naming, const struct nd_journal_entry *entry) {
    struct nd_buf line = {0};
    const nd_status made = describe(naming, entry, &line);
    const bool many = ++naming->input->counts.renamed > ND_MOST_TROUBLES;
    nd_complain_line(naming->input->report, many ? ND_NOTE : ND_WARNING, &line, made);
    nd_buf_free(&line);
}

static void warn_of_rest(const struct nd_input *input) {
    struct nd_buf line = {0};
    nd_status made;
    if (input->counts.renamed <= ND_MOST_TROUBLES) return;
    made = nd_buf_append_number(&line, input->counts.renamed - ND_MOST_TROUBLES);
    if (made == ND_OK) made = nd_buf_append_string(&line, " more ids are missing or repeated");
    nd_complain_line(input->report, ND_OTHERS, &line, made);
    nd_buf_free(&line);
}

/* ---- All together ---------------------------------------------------------------------------- */

static void name_files(struct naming *naming) {
    const struct nd_input *const input = naming->input;
    for (const struct nd_journal *journal = input->journals; journal != NULL;
         journal = journal->next) {
        for (size_t i = 0; i < journal->plain_count; i++) {
            const struct nd_plain *const plain = &journal->plains[i];
            const struct nd_file *const file = &input->list.files[plain->file];
            const struct nd_name name = {.bytes = file->path, .size = file->size};
            nd_store_relieve_at(input->options.store, i);
            input->file_of[plain->number] = plain->file;
            if (naming->table == NULL)
                input->names[plain->number] = name;
            else
                (void)claim(naming, plain->number, name);
        }
    }
}

static int by_path(const void *left, const void *right) {
    const struct nd_input_part *const a = left, *const b = right;
    const int order = a->old != b->old ? (int)a->old - (int)b->old : strcmp(a->path, b->path);
    if (order != 0) return order;
    return (a->ordinal > b->ordinal) - (a->ordinal < b->ordinal);
}

/* Numbers the parts in the order of their paths, those of old documents last: an id goes to a new
 * one, which has a row. They were found in any order. */
static nd_status sort_parts(struct naming *naming) {
    struct nd_input *const input = naming->input;
    naming->places = nd_alloc(input->part_count, sizeof *naming->places);
    if (naming->places == NULL) return ND_ERR_MEMORY;
    for (size_t i = 0; i < input->part_count; i++) {
        struct nd_input_part *const part = &input->parts[i];
        part->number = (uint32_t)i;
        part->old = input->list.files[input->streams[part->stream]->file].old;
    }
    if (input->part_count != 0)
        qsort(input->parts, input->part_count, sizeof *input->parts, by_path);
    for (size_t i = 0; i < input->part_count; i++)
        naming->places[input->parts[i].number] = (uint32_t)i;
    return ND_OK;
}

static uint64_t line_of(const struct nd_journal_entry *entry) { return entry->line; }

static uint64_t part_of(const struct nd_journal_entry *entry) { return entry->part; }

/* Sorts the records by a number, stably. */
static void sort_by(struct naming *naming, struct nd_keyed *keyed,
                    uint64_t (*number_of)(const struct nd_journal_entry *)) {
    const struct nd_store *const store = naming->input->options.store;
    const size_t n = naming->count;
    for (size_t i = 0; i < n; i++) {
        nd_store_relieve_at(store, i);
        keyed[i] = (struct nd_keyed){number_of(naming->entries[i]), naming->entries[i]};
    }
    nd_sort_keyed(keyed, keyed + n, n);
    nd_store_relieve(store);
    for (size_t i = 0; i < n; i++) naming->entries[i] = keyed[i].item;
}

/* Whether a record comes before another document, which is none if it is a file. */
static bool comes_before(const struct nd_journal_entry *a, const struct nd_journal_entry *b) {
    if (b == NULL || a->part != b->part) return b != NULL && a->part < b->part;
    return a->line < b->line;
}

static struct nd_name id_of(const struct nd_journal_entry *entry) {
    return (struct nd_name){.bytes = entry->id, .size = entry->id_size};
}

/* Gives a record its id, unless it has none or one before it has the same. Says whether one more
 * is without a name: this one, or who had the id. */
static bool claim_id(const struct naming *naming, struct nd_journal_entry *entry) {
    struct nd_input *const input = naming->input;
    atomic_uint_least64_t *slot;
    uint64_t other;
    entry->part = naming->places[entry->part];
    entry->is_nameless = entry->id == NULL;
    input->by_number[entry->number] = entry;
    input->file_of[entry->number] = input->streams[input->parts[entry->part].stream]->file;
    if (entry->id == NULL) return true;
    slot = enter(naming, entry->number, id_of(entry), entry->id_hash, &other);
    while (other != 0) {
        struct nd_journal_entry *const owner = input->by_number[(uint32_t)other - 1];
        const bool first = comes_before(entry, owner);
        if (first && !change(slot, &other, in_table(entry->number, entry->id_hash)))
            continue; /* there is another owner now */
        (first ? owner : entry)->is_nameless = true;
        return true;
    }
    return false;
}

/* Lets the records of a block claim their ids. */
static nd_status claim_ids(void *context, size_t task, uint32_t worker) {
    struct naming *const naming = context;
    struct nd_journal_block *const block = naming->blocks[task];
    size_t nameless = 0;
    (void)worker;
    for (size_t i = 0; i < block->count; i++) {
        nd_store_relieve_at(naming->input->options.store, i);
        if (i + FAR < block->count)
            __builtin_prefetch(
                &naming->table[nd_name_slot(block->items[i + FAR].id_hash, naming->slots)], 1);
        nameless += claim_id(naming, &block->items[i]);
    }
    atomic_fetch_add_explicit(&naming->room, nameless, memory_order_relaxed);
    return ND_OK;
}

/* Lists the records that have no name yet, and puts them in order. */
static nd_status list_nameless(struct naming *naming) {
    const struct nd_input *const input = naming->input;
    const struct nd_store *const store = input->options.store;
    const size_t room = naming->room;
    struct nd_keyed *keyed = nd_store_take(store, room, 2 * sizeof *keyed);
    naming->entries = nd_store_take(store, room, sizeof *naming->entries);
    if (keyed == NULL || naming->entries == NULL) {
        nd_store_give_back(store, keyed, room, 2 * sizeof *keyed);
        return ND_ERR_MEMORY;
    }
    for (size_t i = 0; i < input->name_count; i++) {
        nd_store_relieve_at(store, i);
        if (input->by_number[i] != NULL && input->by_number[i]->is_nameless)
            naming->entries[naming->count++] = input->by_number[i];
    }
    sort_by(naming, keyed, line_of);
    sort_by(naming, keyed, part_of);
    nd_store_give_back(store, keyed, room, 2 * sizeof *keyed);
    return ND_OK;
}

static nd_status name_records(struct naming *naming) {
    const struct nd_executor *const executor = &naming->input->options.executor;
    nd_status status = nd_exec_run(executor, naming->block_count, claim_ids, naming);
    if (status != ND_OK || naming->room == 0) return status;
    status = list_nameless(naming);
    for (size_t i = 0; i < naming->count && status == ND_OK; i++) {
        status = invent(naming, naming->entries[i]);
        if (status == ND_OK) warn(naming, naming->entries[i]);
    }
    warn_of_rest(naming->input);
    return status;
}

static nd_status list_blocks(struct naming *naming) {
    nd_status status = ND_OK;
    for (const struct nd_journal *journal = naming->input->journals; journal != NULL;
         journal = journal->next) {
        struct nd_journal_block *block = journal->last;
        for (; block != NULL && status == ND_OK; block = block->before) {
            status = nd_reserve(&naming->blocks, &naming->block_capacity, naming->block_count + 1,
                                sizeof *naming->blocks);
            if (status == ND_OK) naming->blocks[naming->block_count++] = block;
        }
    }
    return status;
}

/* Makes the tables; paths alone need no table of names, they differ. */
static nd_status allocate(struct naming *naming) {
    struct nd_input *const input = naming->input;
    const struct nd_store *const store = input->options.store;
    const size_t count = input->name_count;
    input->names = nd_store_take_zero(store, count, sizeof *input->names);
    input->by_number = nd_store_take_zero(store, count, sizeof *input->by_number);
    input->file_of = nd_store_take_zero(store, count, sizeof *input->file_of);
    if (input->names == NULL || input->by_number == NULL || input->file_of == NULL)
        return ND_ERR_MEMORY;
    if (naming->block_count == 0) return ND_OK;
    naming->slots = 64;
    while (naming->slots / 5 * 4 < input->name_count) naming->slots *= 2;
    naming->table = nd_store_take_zero(store, naming->slots, sizeof *naming->table);
    return naming->table != NULL ? ND_OK : ND_ERR_MEMORY;
}

void nd_input_free_names(struct nd_input *input) {
    const struct nd_store *const store = input->options.store;
    const size_t count = input->name_count;
    nd_store_give_back(store, input->names, count, sizeof *input->names);
    nd_store_give_back(store, input->by_number, count, sizeof *input->by_number);
    nd_store_give_back(store, input->file_of, count, sizeof *input->file_of);
    input->names = NULL;
    input->by_number = NULL;
    input->file_of = NULL;
}

static nd_status make_names(struct nd_input *input) {
    const struct nd_store *const store = input->options.store;
    struct naming naming = {.input = input};
    nd_status status;
    input->name_count = (size_t)atomic_load_explicit(&input->documents, memory_order_relaxed);
    status = list_blocks(&naming);
    if (status == ND_OK) status = allocate(&naming);
    if (status == ND_OK) status = sort_parts(&naming);
    if (status == ND_OK) {
        name_files(&naming);
        status = name_records(&naming);
    }
    nd_store_give_back(store, naming.entries, naming.room, sizeof *naming.entries);
    nd_store_give_back(store, naming.table, naming.slots, sizeof *naming.table);
    nd_buf_free(&naming.made);
    nd_free(naming.places);
    nd_free(naming.blocks);
    if (status != ND_OK) nd_input_free_names(input);
    return status;
}

const char *nd_input_path(const struct nd_input *input, uint32_t number) {
    const struct nd_journal_entry *const entry = input->by_number[number];
    return entry != NULL && !entry->is_member ? input->parts[entry->part].path
                                              : input->names[number].bytes;
}

bool nd_input_is_old(const struct nd_input *input, uint32_t number) {
    return input->list.files[input->file_of[number]].old;
}

struct nd_name nd_input_source(const struct nd_input *input, uint32_t number) {
    const struct nd_journal_entry *const entry = input->by_number[number];
    if (entry == NULL || entry->source == NULL) return (struct nd_name){"", 0};
    return (struct nd_name){entry->source, entry->source_size};
}

nd_status nd_input_names(struct nd_input *input, const struct nd_name **names, size_t *count) {
    const nd_status status = input->names == NULL ? make_names(input) : ND_OK;
    nd_input_say_rest(input);
    *names = status == ND_OK ? input->names : NULL;
    *count = status == ND_OK ? input->name_count : 0;
    return status;
}
