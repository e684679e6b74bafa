/*
 * journal.c - see journal.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "read/journal.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/store.h"
#include "io/namehash.h"
#include "io/utf8seq.h"
#include "read/date.h"

void nd_journal_set_date(struct nd_journal_entry *entry, struct nd_name field) {
    entry->dating = ND_UNDATED;
    if (field.size == 0) return;
    entry->dating = nd_date_parse(field, &entry->date) ? ND_DATED : ND_MISDATED;
}

nd_status nd_journal_add_plain(struct nd_journal *journal, struct nd_plain plain) {
    const nd_status status = nd_reserve(&journal->plains, &journal->plain_capacity,
                                        journal->plain_count + 1, sizeof *journal->plains);
    if (status == ND_OK) journal->plains[journal->plain_count++] = plain;
    return status;
}

/* Makes room for another entry. */
static nd_status make_room(struct nd_journal *journal) {
    struct nd_journal_block *entries = journal->last;
    if (entries != NULL && entries->count < ND_BLOCK_ENTRIES) return ND_OK;
    entries = nd_arena_array(&journal->room, 1, sizeof *entries);
    if (entries == NULL) return ND_ERR_MEMORY;
    nd_store_prepare(journal->room.store, entries, sizeof *entries);
    entries->before = journal->last;
    entries->count = 0;
    journal->last = entries;
    return ND_OK;
}

/* The source of the entry before, when it is the same: records often come source by source. */
static const char *known_source(const struct nd_journal *journal,
                                const struct nd_journal_entry *entry) {
    const struct nd_journal_block *entries = journal->last;
    const struct nd_journal_entry *before;
    if (entries->count == 0) return NULL;
    before = &entries->items[entries->count - 1];
    if (before->source == NULL || before->source_size != entry->source_size) return NULL;
    return memcmp(before->source, entry->source, entry->source_size) == 0 ? before->source : NULL;
}

/* Copies a name with U+FFFD for each NUL, which no table can hold. */
static const char *copy_without_nul(struct nd_journal *journal, const char *name, uint32_t *size) {
    struct nd_buf clean = {0};
    nd_status status = ND_OK;
    const char *copy = NULL;
    for (uint32_t i = 0; i < *size && status == ND_OK; i++)
        status = name[i] != '\0'
                     ? nd_buf_append_byte(&clean, name[i])
                     : nd_buf_append(&clean, ND_UTF8_REPLACEMENT, ND_UTF8_REPLACEMENT_SIZE);
    if (status == ND_OK && clean.size <= UINT32_MAX) {
        *size = (uint32_t)clean.size;
        copy = nd_strpool_add(&journal->ids, clean.data, clean.size);
    }
    nd_buf_free(&clean);
    return copy;
}

/* NULL: no memory is left. */
static const char *copy_name(struct nd_journal *journal, const char *name, uint32_t *size) {
    if (memchr(name, '\0', *size) != NULL) return copy_without_nul(journal, name, size);
    return nd_strpool_add(&journal->ids, name, *size);
}

nd_status nd_journal_add_entry(struct nd_journal *journal, const struct nd_journal_entry *entry) {
    struct nd_journal_entry copy = *entry;
    const nd_status status = make_room(journal);
    if (status != ND_OK) return status;
    if (entry->id != NULL) {
        copy.id = copy_name(journal, entry->id, &copy.id_size);
        if (copy.id == NULL) return ND_ERR_MEMORY;
        copy.id_hash = nd_name_hash_short(copy.id, copy.id_size);
    }
    if (entry->source != NULL) {
        copy.source = known_source(journal, entry);
        if (copy.source == NULL) copy.source = copy_name(journal, entry->source, &copy.source_size);
        if (copy.source == NULL) return ND_ERR_MEMORY;
    }
    journal->last->items[journal->last->count++] = copy;
    return ND_OK;
}

void nd_journal_free(struct nd_journal *journal) {
    while (journal != NULL) {
        struct nd_journal *const next = journal->next;
        nd_free(journal->plains);
        nd_arena_free(&journal->room);
        nd_strpool_free(&journal->ids);
        nd_free(journal);
        journal = next;
    }
}
