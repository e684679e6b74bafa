/*
 * table.c - see table.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/table.h"

#include <string.h>

#include "base/mem.h"
#include "cli/corpus.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
    MOST_COLUMNS = 16,
    SHEET_ROWS = 512,
    SHEETS = 16, /* that are filled at a time */
    FAR = 16,    /* rows ahead of which names are looked up, ... */
    NEXT = 8     /* ... and their bytes asked for */
};

/* Two things that do not go together. */
struct conflict {
    bool found;
    const char *message;
};

static const char *find_conflict(const struct conflict *conflicts, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (conflicts[i].found) return conflicts[i].message;
    return NULL;
}

static const char *conflict_of_rows(const struct cli_settings *settings) {
    const bool emit = settings->emit != CLI_EMIT_TABLE;
    const bool has_header = settings->csv || settings->tsv; /* of the rows that are emitted */
    const struct conflict conflicts[] = {
        {emit && settings->format != 0, "'--format' is for rows, and '--emit' prints none"},
        {emit && settings->no_header && !has_header,
         "'--no-header' is for rows, and '--emit' prints none"},
        {emit && settings->pairs, "'--pairs' prints rows, and '--emit' prints none"},
        {emit && settings->cluster_id != 0, "'--cluster-id' is for rows, and '--emit' prints none"},
        {emit && settings->stamp, "'--stamp' is for rows, and '--emit' prints none"},
        {settings->no_header && settings->format == CLI_FORMAT_JSONL,
         "'--no-header' does not go with '--format=jsonl', which has no header"},
        {settings->null_ends && settings->format > CLI_FORMAT_TSV,
         "'--null' goes with '--format=tsv' only: the other formats can hold any name"},
    };
    return find_conflict(conflicts, COUNT(conflicts));
}

static const char *conflict_of_table(const struct cli_settings *settings) {
    const bool keep = settings->keep.count != 0;
    const struct conflict conflicts[] = {
        {settings->pairs && settings->cluster_id != 0,
         "'--cluster-id' is for the table, not for '--pairs'"},
        {settings->pairs && keep, "'--keep' is for the table, not for '--pairs'"},
        {settings->pairs && settings->stamp, "'--stamp' is for the table, not for '--pairs'"},
        {settings->date_field != NULL && !keep,
         "'--date-field' is for '--keep', by 'earliest' or 'latest'"},
    };
    return find_conflict(conflicts, COUNT(conflicts));
}

const char *cli_table_conflict(const struct cli_settings *settings) {
    const char *message = conflict_of_rows(settings);
    return message != NULL ? message : conflict_of_table(settings);
}

nd_status cli_table_begin(struct nd_writer *writer, const struct cli_settings *settings,
                          const char *const *columns, size_t count, struct nd_output *output) {
    static const nd_format formats[] = {[0] = ND_FORMAT_TSV,
                                        [CLI_FORMAT_TSV] = ND_FORMAT_TSV,
                                        [CLI_FORMAT_CSV] = ND_FORMAT_CSV,
                                        [CLI_FORMAT_JSONL] = ND_FORMAT_JSONL};
    nd_writer_init(writer, formats[settings->format], columns, count, output);
    writer->null_ends = settings->null_ends;
    return settings->no_header ? ND_OK : nd_writer_header(writer);
}

enum { ID_LETTERS = 16 };

/* Spells a hash in letters from a to p: hexadecimal digits are taken for a number by some programs
 * when they happen to be 12e45. */
static const char *spell(uint64_t hash, char letters[ID_LETTERS + 1]) {
    for (int i = ID_LETTERS - 1; i >= 0; i--, hash >>= 4) letters[i] = (char)('a' + (hash & 15));
    letters[ID_LETTERS] = '\0';
    return letters;
}

/* A table while it is written: what its rows are made of. */
struct table {
    const struct cli_settings *settings;
    const struct nd_name *names;
    const struct nd_stamp *stamps;     /* NULL: no columns for them */
    const struct cli_keeping *keeping; /* NULL: no column for it */
};

/* Whether there are leads without rows, of which each row of theirs has to tell the stamp. */
static bool has_old_leads(const struct table *table) {
    return table->stamps != NULL && table->settings->old_count != 0;
}

/* The names of the columns; returns how many there are. */
static size_t name_columns(const struct table *table, const char **columns) {
    static const char *const first[] = {"cluster",     "size",  "relation", "similarity",
                                        "containment", "match", "lead"};
    size_t n = 0;
    while (n < COUNT(first)) {
        columns[n] = first[n];
        n++;
    }
    if (table->keeping != NULL) columns[n++] = "kept";
    if (table->stamps != NULL) {
        columns[n++] = "bytes";
        columns[n++] = "modified";
    }
    if (has_old_leads(table)) {
        columns[n++] = "bytes_lead";
        columns[n++] = "modified_lead";
    }
    columns[n++] = "document";
    return n;
}

static struct nd_cell reason_cell(const struct table *table, const struct nd_row *row) {
    const char *reason = cli_keeping_reason(table->keeping, row);
    return reason != NULL ? nd_cell_word(reason) : nd_cell_literal("");
}

/* In their places: see writer.h. */
static void set_number(struct nd_cell *cell, nd_cell_kind kind, uint64_t number) {
    cell->kind = kind;
    cell->number = number;
}

static void set_text(struct nd_cell *cell, const char *bytes, size_t size) {
    cell->kind = ND_CELL_TEXT;
    cell->text.bytes = bytes;
    cell->text.size = size;
}

static void set_name(struct nd_cell *cell, const struct nd_name *name) {
    set_text(cell, name->bytes, name->size);
}

static nd_status add_row(struct nd_writer *writer, const struct table *table,
                         const struct nd_row *row) {
    const struct nd_name *names = table->names;
    const char *relation = nd_relation_name(row->relation);
    struct nd_stamp_text stamp, lead_stamp;
    char id[ID_LETTERS + 1];
    struct nd_cell cells[MOST_COLUMNS];
    size_t n = 0;
    if (table->settings->cluster_id == CLI_CLUSTER_CONTENT)
        set_text(&cells[n++], spell(row->content, id), ID_LETTERS);
    else
        set_number(&cells[n++], ND_CELL_NUMBER, row->cluster);
    set_number(&cells[n++], ND_CELL_NUMBER, row->size);
    set_text(&cells[n++], relation, strlen(relation));
    set_number(&cells[n++], ND_CELL_THOUSANDTHS, nd_similarity(&row->measure));
    set_number(&cells[n++], ND_CELL_THOUSANDTHS, nd_containment(&row->measure));
    set_name(&cells[n++], &names[row->match]);
    set_name(&cells[n++], &names[row->lead]);
    if (table->keeping != NULL) cells[n++] = reason_cell(table, row);
    if (table->stamps != NULL) {
        nd_stamp_print(&table->stamps[row->document], &stamp);
        cells[n++] = nd_cell_literal(stamp.bytes);
        cells[n++] = nd_cell_literal(stamp.modified);
    }
    if (has_old_leads(table)) {
        nd_stamp_print(&table->stamps[row->lead], &lead_stamp);
        cells[n++] = nd_cell_literal(lead_stamp.bytes);
        cells[n++] = nd_cell_literal(lead_stamp.modified);
    }
    set_name(&cells[n], &names[row->document]);
    return nd_writer_add_row(writer, cells);
}

/* Rows that all threads put into words, each a sheet of its own, before they are written in
 * order. */
struct sheets {
    const struct table *table;
    const struct nd_row *rows;
    size_t count;
    struct nd_writer writers[SHEETS];
};

/* Both ends of it: a path often lies in two lines of the cache. */
static void prefetch_name(const struct nd_name *name) {
    __builtin_prefetch(name->bytes);
    __builtin_prefetch(name->bytes + name->size);
}

/* The names of leads and copies lie apart: they are asked for ahead, each before its bytes are. The
 * writer is a copy meanwhile, because those of other threads lie next to it. */
static nd_status fill_sheet(void *context, size_t sheet, uint32_t worker) {
    struct sheets *sheets = context;
    const struct nd_row *rows = sheets->rows;
    const struct nd_name *names = sheets->table->names;
    const size_t begin = sheet * SHEET_ROWS, left = sheets->count - begin;
    const size_t end = begin + (left < SHEET_ROWS ? left : SHEET_ROWS);
    struct nd_writer writer = sheets->writers[sheet];
    nd_status status = ND_OK;
    (void)worker;
    for (size_t i = begin; i < end && status == ND_OK; i++) {
        const struct nd_row *far = &rows[i + FAR < end ? i + FAR : i];
        const struct nd_row *next = &rows[i + NEXT < end ? i + NEXT : i];
        __builtin_prefetch(&names[far->document]);
        __builtin_prefetch(&names[far->lead]);
        prefetch_name(&names[next->document]);
        prefetch_name(&names[next->lead]);
        status = add_row(&writer, sheets->table, &rows[i]);
    }
    sheets->writers[sheet] = writer;
    return status;
}

static nd_status write_sheets(struct sheets *sheets, const struct nd_executor *executor) {
    const size_t count = (sheets->count + SHEET_ROWS - 1) / SHEET_ROWS;
    nd_status status = executor->run(executor->self, count, fill_sheet, sheets);
    for (size_t i = 0; i < count && status == ND_OK; i++) {
        struct nd_buf *const line = &sheets->writers[i].line;
        status = nd_output_write(sheets->writers[i].output, line->data, line->size);
        line->size = 0;
    }
    return status;
}

/* Writes the rows by writers like this one. */
static nd_status write_rows(const struct nd_writer *writer, const struct table *table,
                            const struct nd_result *result, const struct nd_executor *executor) {
    struct sheets sheets = {.table = table};
    nd_status status = ND_OK;
    for (size_t i = 0; i < SHEETS; i++) {
        sheets.writers[i] = *writer;
        sheets.writers[i].line = (struct nd_buf){0};
    }
    for (size_t i = 0; i < result->count && status == ND_OK; i += sheets.count) {
        const size_t left = result->count - i;
        sheets.rows = result->rows + i;
        sheets.count = left < SHEETS * SHEET_ROWS ? left : SHEETS * SHEET_ROWS;
        status = write_sheets(&sheets, executor);
    }
    for (size_t i = 0; i < SHEETS; i++) nd_writer_free(&sheets.writers[i]);
    return status;
}

nd_status cli_table_write(const struct cli_corpus *corpus, const struct nd_result *result) {
    const struct cli_settings *settings = corpus->settings;
    const struct nd_executor executor = nd_pool_executor(corpus->pool);
    struct table table = {.settings = settings,
                          .names = corpus->names,
                          .keeping = settings->keep.count != 0 ? &corpus->keeping : NULL};
    const char *columns[MOST_COLUMNS];
    struct nd_writer writer;
    nd_status status = nd_input_stamps(corpus->input, &table.stamps);
    if (status != ND_OK) return status;
    status =
        cli_table_begin(&writer, settings, columns, name_columns(&table, columns), corpus->output);
    if (status == ND_OK) status = write_rows(&writer, &table, result, &executor);
    nd_writer_free(&writer);
    return status;
}

static nd_status write_pair(struct nd_writer *writer, const struct nd_pair *pair,
                            const struct nd_name *names) {
    const struct nd_cell cells[] = {
        nd_cell_word(nd_relation_name(pair->relation)),
        nd_cell_thousandths(nd_similarity(&pair->measure)),
        nd_cell_thousandths(nd_containment(&pair->measure)),
        nd_cell_name(&names[pair->other]),
        nd_cell_name(&names[pair->document]),
    };
    return nd_writer_row(writer, cells);
}

nd_status cli_pairs_write(const struct cli_settings *settings, const struct nd_result *result,
                          const struct nd_name *names, struct nd_output *output) {
    static const char *const columns[] = {"relation", "similarity", "containment", "other",
                                          "document"};
    struct nd_writer writer;
    nd_status status = cli_table_begin(&writer, settings, columns, COUNT(columns), output);
    for (size_t i = 0; i < result->pair_count && status == ND_OK; i++)
        status = write_pair(&writer, &result->pairs[i], names);
    nd_writer_free(&writer);
    return status;
}

nd_status cli_emit_write(const struct cli_settings *settings, const struct nd_result *result,
                         struct nd_input *input, struct nd_output *output) {
    const char end = settings->null_ends ? '\0' : '\n';
    uint32_t *const numbers = nd_alloc(result->count, sizeof *numbers);
    size_t count = 0;
    nd_status status;
    if (numbers == NULL) return ND_ERR_MEMORY;
    for (size_t i = 0; i < result->count; i++) {
        const struct nd_row *const row = &result->rows[i];
        const bool keep = row->document == row->lead;
        if (keep == (settings->emit == CLI_EMIT_LEADS)) numbers[count++] = row->document;
    }
    status = nd_input_sort(input, numbers, count);
    if (status == ND_OK && !settings->no_header) status = nd_input_write_header(input, output);
    for (size_t i = 0; i < count && status == ND_OK; i++)
        status = nd_input_write_document(input, numbers[i], end, output);
    nd_free(numbers);
    return status;
}
