/*
 * table.c - see table.h
 *
 * SPDX-License-Identifier: MIT
 */
#include "cli/table.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

const char *cli_table_conflict(const struct cli_settings *settings) {
    if (settings->emit != CLI_EMIT_TABLE && (settings->format != 0 || settings->no_header))
        return "'--emit' prints documents, not rows: '--format' and '--no-header' do not go with "
               "it";
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

static nd_status write_row(struct nd_writer *writer, const struct nd_row *row,
                           const struct nd_name *names) {
    const struct nd_cell cells[] = {
        nd_cell_number(row->cluster),
        nd_cell_number(row->size),
        nd_cell_word(nd_relation_name(row->relation)),
        nd_cell_thousandths(nd_similarity(&row->measure)),
        nd_cell_thousandths(nd_containment(&row->measure)),
        nd_cell_name(&names[row->match]),
        nd_cell_name(&names[row->lead]),
        nd_cell_name(&names[row->document]),
    };
    return nd_writer_row(writer, cells);
}

nd_status cli_table_write(const struct cli_settings *settings, const struct nd_result *result,
                          const struct nd_name *names, struct nd_output *output) {
    static const char *const columns[] = {"cluster",     "size",  "relation", "similarity",
                                          "containment", "match", "lead",     "document"};
    struct nd_writer writer;
    nd_status status = cli_table_begin(&writer, settings, columns, COUNT(columns), output);
    for (size_t i = 0; i < result->count && status == ND_OK; i++)
        status = write_row(&writer, &result->rows[i], names);
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
