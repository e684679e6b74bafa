/*
 * table.c - see table.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/table.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const plain_columns[] = {"cluster",     "size",  "relation", "similarity",
                                            "containment", "match", "lead",     "document"};
static const char *const stamp_columns[] = {"cluster",     "size",    "relation", "similarity",
                                            "containment", "match",   "lead",     "bytes",
                                            "modified",    "document"};

const char *cli_table_conflict(const struct cli_settings *settings) {
    if (settings->emit != CLI_EMIT_TABLE &&
        (settings->format != 0 || settings->no_header || settings->stamp))
        return "'--emit' prints documents, not rows: '--format', '--no-header' and '--stamp' do "
               "not go with it";
    if (settings->format == CLI_FORMAT_JSONL && settings->no_header)
        return "'--no-header' does not go with '--format=jsonl', which has no header";
    if (settings->format > CLI_FORMAT_TSV && settings->null_ends)
        return "'--null' goes with '--format=tsv' only: the other formats can hold any name";
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

/* Writes a row; the stamp is NULL where there are no columns for it. */
static nd_status write_row(struct nd_writer *writer, const struct nd_row *row,
                           const struct nd_name *names, const struct nd_stamp *stamp) {
    struct nd_stamp_text text;
    struct nd_cell cells[COUNT(stamp_columns)] = {
        nd_cell_number(row->cluster),
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
        status = write_row(&writer, row, names, stamps != NULL ? &stamps[row->document] : NULL);
    }
    nd_writer_free(&writer);
    return status;
}

nd_status cli_emit_write(const struct cli_settings *settings, const struct nd_result *result,
                         struct nd_input *input, struct nd_output *output) {
    const char end = settings->null_ends ? '\0' : '\n';
    nd_status status = ND_OK;
    for (size_t i = 0; i < result->count && status == ND_OK; i++) {
        const struct nd_row *row = &result->rows[i];
        const bool keep = row->document == row->lead;
        if (keep == (settings->emit == CLI_EMIT_LEADS))
            status = nd_input_write_document(input, row->document, end, output);
    }
    return status;
}
