/*
 * table.c - see table.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/table.h"

#include "base/mem.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const plain_columns[] = {"cluster",     "size",  "relation", "similarity",
                                            "containment", "match", "lead",     "document"};
static const char *const stamp_columns[] = {"cluster",     "size",    "relation", "similarity",
                                            "containment", "match",   "lead",     "bytes",
                                            "modified",    "document"};

const char *cli_table_conflict(const struct cli_settings *settings) {
    const bool emit = settings->emit != CLI_EMIT_TABLE;
    const bool has_header = settings->csv || settings->tsv; /* of the rows that are emitted */
    const bool named = settings->cluster_id != 0;
    const struct {
        bool found;
        const char *message;
    } conflicts[] = {
        {emit && settings->format != 0, "'--format' is for rows, and '--emit' prints none"},
        {emit && settings->no_header && !has_header,
         "'--no-header' is for rows, and '--emit' prints none"},
        {emit && settings->pairs, "'--pairs' prints rows, and '--emit' prints none"},
        {emit && named, "'--cluster-id' is for rows, and '--emit' prints none"},
        {emit && settings->stamp, "'--stamp' is for rows, and '--emit' prints none"},
        {settings->pairs && named, "'--cluster-id' is for the table, not for '--pairs'"},
        {settings->pairs && settings->stamp, "'--stamp' is for the table, not for '--pairs'"},
        {settings->no_header && settings->format == CLI_FORMAT_JSONL,
         "'--no-header' does not go with '--format=jsonl', which has no header"},
        {settings->null_ends && settings->format > CLI_FORMAT_TSV,
         "'--null' goes with '--format=tsv' only: the other formats can hold any name"},
    };
    for (size_t i = 0; i < COUNT(conflicts); i++)
        if (conflicts[i].found) return conflicts[i].message;
    return NULL;
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
static void spell(uint64_t hash, char letters[ID_LETTERS + 1]) {
    for (int i = ID_LETTERS - 1; i >= 0; i--, hash >>= 4) letters[i] = (char)('a' + (hash & 15));
    letters[ID_LETTERS] = '\0';
}

/* Writes a row. `id` is NULL where the cluster is known by its number, the stamp where there are no
 * columns for it. */
static nd_status write_row(struct nd_writer *writer, const struct nd_row *row, const char *id,
                           const struct nd_name *names, const struct nd_stamp *stamp) {
    struct nd_stamp_text text;
    struct nd_cell cells[COUNT(stamp_columns)] = {
        id != NULL ? nd_cell_word(id) : nd_cell_number(row->cluster),
        nd_cell_number(row->size),
        nd_cell_word(nd_relation_name(row->relation)),
        nd_cell_thousandths(nd_similarity(&row->measure)),
        nd_cell_thousandths(nd_containment(&row->measure)),
        nd_cell_name(&names[row->match]),
        nd_cell_name(&names[row->lead]),
    };
    cells[writer->count - 1] = nd_cell_name(&names[row->document]);
    if (stamp != NULL) {
        nd_stamp_print(stamp, &text);
        cells[COUNT(plain_columns) - 1] = nd_cell_literal(text.bytes);
        cells[COUNT(plain_columns)] = nd_cell_literal(text.modified);
    }
    return nd_writer_row(writer, cells);
}

nd_status cli_table_write(const struct cli_settings *settings, const struct nd_result *result,
                          struct nd_input *input, struct nd_output *output) {
    const struct nd_name *names;
    const struct nd_stamp *stamps = NULL;
    const bool by_content = settings->cluster_id == CLI_CLUSTER_CONTENT;
    char id[ID_LETTERS + 1] = "";
    struct nd_writer writer;
    size_t count;
    nd_status status = nd_input_names(input, &names, &count);
    if (status == ND_OK) status = nd_input_stamps(input, &stamps);
    if (status != ND_OK) return status;
    status = stamps == NULL
                 ? cli_table_begin(&writer, settings, plain_columns, COUNT(plain_columns), output)
                 : cli_table_begin(&writer, settings, stamp_columns, COUNT(stamp_columns), output);
    for (size_t i = 0; i < result->count && status == ND_OK; i++) {
        const struct nd_row *const row = &result->rows[i];
        spell(row->content, id);
        status = write_row(&writer, row, by_content ? id : NULL, names,
                           stamps != NULL ? &stamps[row->document] : NULL);
    }
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
